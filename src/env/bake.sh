# shellcheck shell=bash
# Runs in a container of a node image: puts the archives in /fedrig into the image store of kind's
# containerd, as kind does when it builds a node image.
set -euo pipefail
containerd >/fedrig/containerd.log 2>&1 &
containerd=$!
until ctr version >/dev/null 2>&1; do
    kill -0 "$containerd" 2>/dev/null || { tail -n 5 /fedrig/containerd.log >&2; exit 1; }
    sleep 0.1
done
for archive in /fedrig/*.tar; do
    ctr --namespace k8s.io images import --all-platforms --no-unpack --digests "$archive" >/dev/null
done
# Its database is whole on disk only when it has ended.
kill "$containerd"
wait "$containerd" || [[ $? == 143 ]]
rm -rf /fedrig /run/containerd
