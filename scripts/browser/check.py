#!/usr/bin/env python3
"""Looks at a page in headless Chromium: wide and narrow, light and dark, without colour, on paper.

usage: check.py CHROMIUM PAGE FOLDER

Writes a picture of each into FOLDER. Fails when the console has an error or a warning, when the
page asks for anything but itself, or when it is wider than its window. Chromium is spoken to
through a pipe, so nothing listens on this machine.
"""

import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile

LOOKS = [
    ("desktop-light", 1280, {"prefers-color-scheme": "light"}, "none", "screen"),
    ("desktop-dark", 1280, {"prefers-color-scheme": "dark"}, "none", "screen"),
    ("desktop-grey", 1280, {"prefers-color-scheme": "light"}, "achromatopsia", "screen"),
    ("phone-light", 390, {"prefers-color-scheme": "light"}, "none", "screen"),
    ("phone-dark", 390, {"prefers-color-scheme": "dark"}, "none", "screen"),
    ("paper", 794, {"prefers-color-scheme": "light"}, "none", "print"),
]
# What a script of the page's own would find; run by the browser's debugger, for the page has none.
WIDER = """
(() => {
  const width = document.documentElement.clientWidth;
  const inBox = e => e.parentElement && (getComputedStyle(e.parentElement).overflowX !== 'visible' || inBox(e.parentElement));
  const out = [...document.querySelectorAll('main *, header *')].filter(
    e => e.getBoundingClientRect().right > width + 1 && !inBox(e));
  return JSON.stringify({width, page: document.documentElement.scrollWidth,
    out: out.slice(0, 3).map(e => e.tagName + '.' + e.className)});
})()
"""


class Browser:
    """Chromium, and what it said without being asked."""

    def __init__(self, program, profile):
        reads, self.to = os.pipe()
        self.came_from, writes = os.pipe()

        def as_three_and_four():
            os.dup2(reads, 103), os.dup2(writes, 104)
            os.dup2(103, 3), os.dup2(104, 4)

        flags = ["--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu",
                 "--hide-scrollbars", "--disable-dev-shm-usage", f"--user-data-dir={profile}"]
        if os.geteuid() == 0:
            # Chromium's own sandbox refuses root; the page is one that fedrig has just written.
            flags.append("--no-sandbox")
        self.process = subprocess.Popen(
            [program, *flags, "about:blank"], preexec_fn=as_three_and_four, close_fds=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        os.close(reads), os.close(writes)
        self.rest, self.count, self.events = b"", 0, []

    def next(self):
        while b"\0" not in self.rest:
            more = os.read(self.came_from, 1 << 20)
            if not more:
                sys.exit("error: Chromium went away")
            self.rest += more
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def ask(self, method, session=None, **params):
        self.count += 1
        call = {"id": self.count, "method": method, "params": params}
        if session:
            call["sessionId"] = session
        data = json.dumps(call).encode() + b"\0"
        while data:
            data = data[os.write(self.to, data):]
        while True:
            said = self.next()
            if said.get("id") == self.count:
                if "error" in said:
                    sys.exit(f"error: {method}: {said['error']['message']}")
                return said["result"]
            self.events.append(said)

    def wait_for(self, method):
        for event in self.events:
            if event.get("method") == method:
                return
        while True:
            event = self.next()
            self.events.append(event)
            if event.get("method") == method:
                return


def look(browser, url, folder, name, width, scheme, sight, media):
    """Everything that is wrong with the page seen like this."""
    target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
    session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def ask(method, **params):
        return browser.ask(method, session, **params)

    browser.events = []
    for domain in ["Page", "Log", "Runtime", "Network"]:
        ask(f"{domain}.enable")
    ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
        mobile=width < 500)
    features = [{"name": key, "value": value} for key, value in scheme.items()]
    ask("Emulation.setEmulatedMedia", media=media, features=features)
    ask("Emulation.setEmulatedVisionDeficiency", type=sight)
    ask("Page.navigate", url=url)
    browser.wait_for("Page.loadEventFired")
    answer = ask("Runtime.evaluate", expression=WIDER)["result"]
    found = json.loads(answer["value"])
    size = ask("Page.getLayoutMetrics")["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": width, "height": min(size["height"], 8000), "scale": 1}
    picture = ask("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
    (folder / f"{name}.png").write_bytes(base64.b64decode(picture["data"]))

    wrong = []
    if found["page"] > found["width"] or found["out"]:
        wrong.append(f"{found['page']} px wide in a window of {found['width']}: {found['out']}")
    for event in browser.events:
        method, params = event.get("method"), event.get("params", {})
        if method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            wrong.append(params["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            wrong.append(params["exceptionDetails"]["text"])
        elif method == "Runtime.consoleAPICalled":
            wrong.append(f"something was written to the console: {params['type']}")
        elif method == "Network.requestWillBeSent":
            asked = params["request"]["url"]
            if asked != url and not asked.startswith("data:"):
                wrong.append(f"it asks for {asked}")
    browser.ask("Target.closeTarget", targetId=target)
    return [f"{name}: {text}" for text in wrong]


def main():
    program, page, folder = sys.argv[1:]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    url = pathlib.Path(page).resolve().as_uri()
    wrong = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            for how in LOOKS:
                wrong += look(browser, url, folder, *how)
            browser.ask("Browser.close")
        finally:
            browser.process.terminate()
            browser.process.wait(30)
    for text in wrong:
        print(f"error: {text}", file=sys.stderr)
    if wrong:
        sys.exit(1)
    print(f"{len(LOOKS)} looks are fine; their pictures are in {folder}", file=sys.stderr)


main()
