"""docs/three-questions.ipynb answers its questions, on the sample site as it says, and shows nothing of the machine."""

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"
COMMITTED = json.loads((DOCS / "three-questions.ipynb").read_text("utf-8"))
OF_A_MACHINE = re.compile(r"/(?:home|root|tmp|usr|work|Users|opt)/|[A-Z]:\\|https?://|localhost|127\.0\.0\.1")


def outputs(notebook: Any) -> Iterator[Any]:
    for cell in notebook["cells"]:
        yield from cell.get("outputs", ())


def texts(notebook: Any) -> list[str]:
    """What the cells answer in text, in their order; charts are shown by their sizes."""
    return ["".join(output["data"]["text/plain"]) for output in outputs(notebook)]


def test_the_outputs_are_in_the_file() -> None:
    kinds = [kind for output in outputs(COMMITTED) for kind in output["data"]]
    assert (kinds.count("image/png"), kinds.count("text/html")) == (4, 5)


def test_no_path_and_no_host_is_in_the_outputs() -> None:
    reported = json.dumps([*outputs(COMMITTED), COMMITTED["metadata"]], ensure_ascii=False)
    without_pictures = re.sub(r'"image/png": "[^"]*"', "", reported)
    assert OF_A_MACHINE.findall(without_pictures) == []


def test_the_file_is_small() -> None:
    assert (DOCS / "three-questions.ipynb").stat().st_size < 250_000


@pytest.mark.long
@pytest.mark.timeout(240)
def test_run_again_on_the_sample_site_it_gives_the_same_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "matplotlib"))  # no list of the fonts that there were once
    for needed in ("nbclient", "nbformat", "ipykernel", "pandas"):
        pytest.importorskip(needed, reason=f"needs {needed} (the extra `notebook`)")
    fonts = pytest.importorskip("matplotlib.font_manager", reason="needs matplotlib (the extra `notebook`)")
    if not any("CJK" in font or "HanSans" in font for font in fonts.findSystemFonts()):
        pytest.skip("needs a font with Chinese characters (fonts-noto-cjk)")
    spec = importlib.util.spec_from_file_location("run_notebook", DOCS / "run_notebook.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert texts(script.executed(script.sample_store(tmp_path))) == texts(COMMITTED)
