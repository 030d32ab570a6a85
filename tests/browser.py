"""A browser without a window, driven through Chrome's debugging pipe (Chrome DevTools Protocol 1.3)."""

import base64
import json
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: What JSON can hold.
Json = Any

#: No request leaves this machine; what is asked elsewhere fails at once. WebGL is computed without a card.
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--remote-debugging-pipe",
)


class Page:
    """One page of the browser.

    Parameters
    ----------
    to_browser, from_browser
        Ends of the debugging pipe.
    """

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._rest = b""
        self._count = 0
        self._session: str | None = None
        #: What the browser and the pages wrote to their consoles as errors.
        self.errors: list[str] = []
        #: Addresses that the pages asked for, those of data in the page itself left out.
        self.requests: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def open(self, url: str, width: int = 1280, height: int = 2400) -> None:
        """Go to a page in a window of this size."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        # The address may be another in the end, where the site leads on: the old page is told by a mark.
        self.evaluate("window.isLeft = true")
        self._call("Page.navigate", url=url)
        self.wait("!window.isLeft && document.body !== null && document.readyState !== 'loading'")

    def forget(self) -> None:
        """Forget the errors and requests so far."""
        self.errors.clear()
        self.requests.clear()

    def evaluate(self, script: str) -> Json:
        """Return the value of an expression in the page."""
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, condition: str, seconds: float = 60) -> Json:
        """Return the value of an expression once it is true."""
        end = time.monotonic() + seconds
        while not (value := self.evaluate(condition)):
            assert time.monotonic() < end, f"{condition} did not come true: {self.errors}"
            time.sleep(0.2)
        return value

    def rest(self, seconds: float = 1.0, at_most: float = 60) -> None:
        """Wait until the page has asked for nothing for some time."""
        end, quiet = time.monotonic() + at_most, time.monotonic() + seconds
        n_requests = len(self.requests)
        while time.monotonic() < min(end, quiet):
            self.evaluate("new Promise((resolve) => setTimeout(resolve, 100))")
            if len(self.requests) != n_requests:
                n_requests, quiet = len(self.requests), time.monotonic() + seconds

    def picture(self, path: Path, *, is_whole: bool = False) -> bytes:
        """Write what the window shows, or the whole page, as PNG, and return it."""
        answer = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=is_whole)
        content = base64.b64decode(answer["data"])
        path.write_bytes(content)
        return content

    def _call(self, method: str, **parameters: Json) -> dict[str, Any]:
        self._count += 1
        number = self._count
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                result: dict[str, Any] = answer["result"]
                return result

    def _read(self, seconds: float = 60) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert select.select([self._from], [], [], seconds)[0], "the browser does not answer"
            block = os.read(self._from, 1 << 20)
            assert block, "the browser ended"
            self._rest += block
        line, _, self._rest = self._rest.partition(b"\0")
        answer: dict[str, Any] = json.loads(line)
        self._note(answer.get("method", ""), answer.get("params", {}))
        return answer

    def _note(self, event: str, told: dict[str, Any]) -> None:
        """Keep what an event of the browser tells of errors and requests."""
        if event == "Runtime.exceptionThrown":
            self.errors.append(str(told["exceptionDetails"].get("exception", {}).get("description")))
        elif event == "Runtime.consoleAPICalled" and told["type"] in ("error", "assert"):
            self.errors.append(" ".join(str(item.get("value", item.get("description"))) for item in told["args"]))
        elif event == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.errors.append(f"{told['entry']['text']} {told['entry'].get('url', '')}".strip())
        elif event == "Network.requestWillBeSent" and told["request"]["url"].startswith(("http", "ws")):
            self.requests.append(told["request"]["url"])


def dump_page(address: str) -> str:
    """Return the document of a page as its scripts have made it after half a minute of the browser's own time."""
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", f"--user-data-dir={profile}", "--virtual-time-budget=30000",
             "--dump-dom", address],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    return done.stdout


@contextmanager
def open_browser() -> Iterator[Page]:
    """Start a browser and end it."""
    command_read, command_write = os.pipe()
    answer_read, answer_write = os.pipe()

    # Chrome reads commands from descriptor 3 and writes answers to 4.
    script = f'exec chromium "$@" 3<&{command_read} 4>&{answer_write}'
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            ["bash", "-c", script, "chromium", *_OPTIONS, f"--user-data-dir={profile}"],
            pass_fds=(command_read, answer_write),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(command_read)
        os.close(answer_write)
        try:
            yield Page(command_write, answer_read)
        finally:
            os.close(command_write)
            os.close(answer_read)
            process.terminate()
            process.wait(20)
