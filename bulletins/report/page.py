"""The whole report, and how it looks on a screen and on paper."""

from datetime import datetime

from bulletins.charts import Element, both, element, joined
from bulletins.report import sections
from bulletins.words import CHINESE
from pipelines.china_time import CHINA
from pipelines.store import Brought, RunView

__all__ = ["report"]

# Should a text of a page ever get through as markup, it may still load and run nothing
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE = """
*{box-sizing:border-box}
body{font:15px/1.7 system-ui,"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif;
color:#1b1f24;background:#fff;max-width:72em;margin:0 auto;padding:2em 1.5em}
h1{font-size:1.6em;margin:0}h2{font-size:1.2em;margin:2.2em 0 .6em;border-bottom:1px solid #d0d7de;padding-bottom:.2em}
h3{font-size:1em;margin:1.2em 0 .3em}small{color:#57606a;font-weight:400;font-size:.8em;white-space:nowrap}
p.when{color:#57606a;margin:.3em 0 1.4em}
.tiles{display:flex;flex-wrap:wrap;gap:.8em}
.tiles div{flex:1 1 9em;background:#f6f8fa;border-radius:.5em;padding:.7em 1em}
.tiles strong{display:block;font-size:1.7em;line-height:1.3;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
th small{display:block}th{text-align:left;font-weight:600;color:#1b1f24;white-space:nowrap;vertical-align:bottom}
th,td{padding:.3em .8em .3em 0;border-bottom:1px solid #eaeef2}
td{vertical-align:top;overflow-wrap:anywhere;min-width:3.5em}
td:first-child{min-width:7em}td ul{margin:0;padding-left:1.1em}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
th i{display:inline-block;width:.8em;height:.8em;border-radius:.2em;margin-right:.4em}
svg.bar{width:100%;min-width:9em;height:1em;display:block;margin-top:.35em}
svg.columns{width:100%;height:auto;display:block}svg text{font-size:12px;fill:#57606a;font-variant-numeric:tabular-nums}
code{font:.85em/1.5 ui-monospace,"Noto Sans Mono",monospace;color:#57606a;overflow-wrap:anywhere}
.of{color:#57606a;font-size:.9em}.nothing{color:#57606a}
.state{white-space:nowrap}.state.ok{color:#116329}.state.suspicious,.state.killed,.state.stopped{color:#9a5b00}
.state.failed{color:#a40e26}
figure{margin:1em 0;border-left:.3em solid #e08a1e;padding:.1em 0 .1em 1em;break-inside:avoid}
figcaption{color:#57606a;font-size:.9em}figure p{margin:.3em 0;overflow-wrap:anywhere}
del{background:#dafbe1;color:#116329;text-decoration:none;border-bottom:2px solid #116329}
ins{background:#ffebe9;color:#a40e26;text-decoration:line-through}
footer{margin-top:3em;color:#57606a;font-size:.85em}
@media print{body{padding:0;font-size:11px;max-width:none}.wide{overflow:visible}}
"""


def report(run: RunView, changes: Brought) -> str:
    """Return a run as one HTML page, for a browser, a printer or a mail."""
    title = f"{CHINESE['run']} {run.number} · {run.started_at.astimezone(CHINA):%Y-%m-%d}"
    body = element(
        "body",
        element("h1", both("run"), f" {run.number}"),
        element("p", when(run), class_="when"),
        tiles(run, changes),
        sections.outcomes(run),
        sections.verdicts(run.sources),
        sections.failures(run),
        sections.removed(changes),
        sections.written(changes),
        element("footer", both("made by"), f" bulletins {run.version}"),
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width"),
        element("link", rel="icon", href="data:,"),  # or a browser asks the server that the file is on for one
        element("title", title),
        element("style", Element(STYLE)),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='zh-CN')}\n"


def when(run: RunView) -> Element:
    until = f"，{CHINESE['until']} {moment(run.finished_at)}" if run.finished_at else ""
    reported = f"：{CHINESE['from']} {moment(run.started_at)}{until}（{CHINESE['China time']}） · {run.command}"
    return joined(both(run.state), reported)


def moment(time: datetime) -> str:
    return f"{time.astimezone(CHINA):%Y-%m-%d %H:%M}"


def tiles(run: RunView, changes: Brought) -> Element:
    failed = sum(of["failed"] for of in sections.outcomes_of(run).values())
    reported = {
        "pages": run.fetched,
        "requests without a page": failed,
        "new bulletins": changes.new,
        "revised bulletins": changes.revised,
        "paragraphs removed": sum(of.paragraphs for of in changes.removed),
        "paragraphs that recur": changes.recurring,
    }
    return element(
        "div",
        *(element("div", element("strong", f"{count:,}"), both(label)) for label, count in reported.items()),
        class_="tiles",
    )
