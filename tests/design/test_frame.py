"""What every page carries: nothing inline, nothing from elsewhere, little weight; components say what they take."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Mails have no style sheet and no policy of ours; they carry their looks inline.
TEMPLATES = sorted(p for p in (ROOT / "templates").rglob("*.html") if "mail" not in p.parts)
COMPONENTS = sorted((ROOT / "templates" / "components").glob("[a-z]*.html"))
KB = 1024


def weight(pattern: str) -> int:
    """Compressed bytes of our own static files that match."""
    return sum(len(gzip.compress(path.read_bytes())) for path in (ROOT / "static").glob(pattern))


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT / "templates")) for path in paths]


@pytest.mark.parametrize("template", TEMPLATES, ids=named(TEMPLATES))
def test_no_template_needs_a_looser_content_security_policy(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=\"", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "<style" not in text


def test_no_page_asks_another_host() -> None:
    texts = (path for path in (ROOT / "static").rglob("*.*") if path.suffix != ".png")
    for path in [*TEMPLATES, *texts]:
        asked = re.findall(
            r"(?:src|href|action|url|import|fetch)\s*[=(]\s*[\"']?(?:https?:)?//[^\s\"')]+", path.read_text()
        )
        assert not asked, path


@pytest.mark.parametrize("component", COMPONENTS, ids=named(COMPONENTS))
def test_a_component_says_its_arguments_first(component: Path) -> None:
    first = component.read_text().splitlines()[0]
    assert re.match(r"\{# .*(args: |No arguments).* #\}$", first)


def test_the_design_system_page_lists_exactly_the_components_there_are() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "design-system.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(path.stem for path in COMPONENTS)


def test_styles_and_scripts_are_light() -> None:
    # All of them; no page loads all, and 40 KB is what one may.
    assert weight("css/*.css") < 30 * KB
    # All of them; no page loads all.
    assert weight("js/*.js") < 40 * KB
