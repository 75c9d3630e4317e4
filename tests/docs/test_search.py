"""The search of the documentation in Chromium, in a site that is opened from files."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from playwright.sync_api import expect, sync_playwright

ROOT: Final = Path(__file__).resolve().parents[2]
CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PAGES: Final = {
    "index.md": "# Home\n\nNothing here.\n",
    "deep/ore.md": "# Ore\n\nPlatinum is the most precious metal.\n",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Build two pages as mkdocs.yml says, without what reads the sources; return the folder."""
    build = pytest.importorskip("mkdocs.commands.build", reason="nox -s docs installs mkdocs")
    load_config = pytest.importorskip("mkdocs.config").load_config
    given: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    given["plugins"] = [one for one in given["plugins"] if isinstance(one, str)]
    given |= {"nav": None, "hooks": [], "exclude_docs": ""}
    docs = tmp_path / "docs"
    shutil.copytree(ROOT / "docs" / "_static", docs / "_static")
    for name, text in PAGES.items():
        (docs / name).parent.mkdir(exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
    file = tmp_path / "mkdocs.yml"
    file.write_text(yaml.safe_dump(given), encoding="utf-8")
    built = tmp_path / "site"
    build.build(load_config(str(file), docs_dir=str(docs), site_dir=str(built)))
    return built


@pytest.mark.browser
def test_the_search_finds_pages_without_a_server(site: Path) -> None:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium here: install it (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((site / "index.html").as_uri())
        page.get_by_role("textbox", name="Search").press_sequentially("platinum")
        hit = page.locator(".md-search-result__link", has_text="Ore").first
        expect(hit).to_be_visible(timeout=60_000)
        hit.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ore", timeout=60_000)
        assert [url for url in asked if not url.startswith(("file:", "about:", "data:"))] == []
        browser.close()
