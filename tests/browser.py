"""A page in headless Chromium with the network off, and a record of everything it should not do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
DESKTOP = (1400, 900)
PHONE = (390, 800)

needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists() and os.environ.get("KG_TESTS_SKIP_NOTHING") != "1",
    reason="there is no /usr/bin/chromium: apt-get install chromium fonts-noto-cjk",
)


@dataclass
class Watch:
    """What a page did: the addresses that it asked for, and anything that went wrong or got out."""

    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", lambda request: self.troubles.append(f"request failed: {request.url}"))
        page.on("console", lambda message: self.troubles.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("popup", lambda popup: self.troubles.append(f"window: {popup.url}"))
        page.on("download", lambda download: self.troubles.append(f"download: {download.url}"))
        page.on("dialog", self._dialog)

    def _dialog(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that Debian packages, for as long as the block runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, file: Path, size: tuple[int, int] = DESKTOP) -> Iterator[Page]:
    """A file opened with the network off; at the end it must have asked for itself alone and done nothing odd."""
    watch = Watch()
    with browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce") as context:
        context.set_offline(True)
        page = context.new_page()
        watch.on(page)
        page.goto(file.as_uri())
        yield page
        page.wait_for_timeout(100)
        assert not watch.troubles, watch.troubles
        assert [url for url in watch.requests if url != "data:,"] == [file.as_uri()]
        assert page.evaluate("window.ran") is None, "a text of the network was run"
