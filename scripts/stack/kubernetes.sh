# shellcheck shell=bash
# Kubernetes: what runs on a node, and images.txt with the images its kubeadm asks for.
uses go kubernetes openapi
wants go jq
out=$WORK/kubernetes-$VERSION
programs=(kubeadm kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy)
makes "${programs[@]/#/$out/}" "$out/images.txt"

build() {
    local program
    kubernetes_module
    ensure_openapi
    for program in "${programs[@]}"; do
        kubernetes_build "$program"
        keep "$program" "$out/$program"
    done
    "$out/kubeadm" config images list --kubernetes-version "$VERSION" >images.txt
    keep images.txt "$out/images.txt"
}
