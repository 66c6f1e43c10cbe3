"""The types that flow between the stages. Standard library only; every type is frozen.

    Page -> Document -> CleanDocument -> Outcome
           (extract)   (dedup)          (store)

A page that has no bulletin leaves this flow by the exception `Rejected`, whose reason becomes its counted outcome.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pipelines.document_fields import described, described_fields
from pipelines.receipts import Edit, Reason, Receipt, Recurrence, Variant

__all__ = [
    "FIELDS",
    "MAX_LISTED",
    "Ask",
    "Attachment",
    "CleanDocument",
    "Document",
    "Edit",
    "ListEndpoint",
    "ListPage",
    "ListedLink",
    "NothingListed",
    "Outcome",
    "Page",
    "Paragraph",
    "ParagraphKind",
    "Reason",
    "Receipt",
    "Recurrence",
    "Rejected",
    "Rejection",
    "Role",
    "Source",
    "Variant",
    "WhyNothing",
]

MAX_LISTED = 5000  # links of one list page that are followed; real ones name up to two thousand


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of a server. Nearly always a GET of an address; some lists answer to a POST only.

    `url` keeps its fragment, which the server never sees but some sites name a column by. `body` is sent as it is.
    """

    url: str
    method: str = "GET"
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ListEndpoint:
    """A list that a site gives out to its scripts only: a `[[lists]]` table of a source.

    `{page}` in `url`, in the values of `form` and in `json` stands for the page's number, from `first_page` on. `rows`
    says where the rows stand: in JSON by keys (`data.list`), in XML by the name of their element, in HTML by a CSS
    selector; `link`, `title` and `date` what to read in a row (`link` also as a template:
    `/content/{id}.html`). An empty field means: decide by the evidence in the answer.
    """

    url: str
    method: str = "GET"
    form: tuple[tuple[str, str], ...] = ()
    json: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    first_page: int = 1
    rows: str = ""
    link: str = ""
    title: str = ""
    date: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A site's columns to watch, as data/sources/<name>.toml describes them (pipelines/sources reads it).

    Selectors are CSS, patterns are Python regular expressions searched in absolute URLs, delay is in seconds, budget_*
    bound one run (budget_list_pages 0: by max_list_pages), schedule is a cron expression in China time, expect_every
    and recheck_* are in days, expect_length in characters, shares go from 0 to 1. An empty field means: decide by the
    evidence on the page.
    """

    name: str
    title: str = ""
    level: str = ""
    start_urls: tuple[str, ...] = ()
    lists: tuple[ListEndpoint, ...] = ()
    allowed_domains: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    encoding: str | None = None
    delay: float = 1.0
    max_list_pages: int = 5
    budget_requests: int = 20_000
    budget_bytes: int = 2_000_000_000
    budget_seconds: float = 21_600.0
    budget_list_pages: int = 0
    recheck_least: float = 1.0
    recheck_most: float = 60.0
    browser: bool = False
    legacy_tls: bool = False
    verified_tls: bool = False
    schedule: str = ""
    expect_every: float = 0.0
    expect_bulletins: int = 0
    expect_dated: float = 0.0
    expect_length: int = 0
    expect_rejected: float = 1.0
    expect_revised: float = 0.0
    tried: bool = False


class Role(StrEnum):
    """What a page was asked for: a list page to find bulletins, an article that is one, or a further part of one."""

    LIST = "list"
    ARTICLE = "article"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Page:
    """One response: the bytes as served (content encoding such as gzip undone, charset untouched).

    `url` is the one that answered, `requested_url` the one asked for; `fetched_at` is timezone-aware UTC;
    `headers` keep the order and case of the server, decoded as latin-1. `parts` are the further pages of an article
    that its site spreads over several (下一页), in order.
    """

    source: str
    url: str
    requested_url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)  # no log and no traceback is to print a page
    role: Role = Role.ARTICLE
    parts: tuple["Page", ...] = ()

    def header(self, name: str) -> str | None:
        """Return the first header of that name (any case), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


class ParagraphKind(StrEnum):
    """`TABLE_HEAD`: a row that names the columns of the rows below it; `CAPTION`: of a picture or a table."""

    TEXT = "text"
    HEADING = "heading"
    TABLE_HEAD = "table head"
    TABLE_ROW = "table row"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of the body, white space folded; cells of a table row are joined by a tab, empty ones included.

    `table` numbers the tables of a page from 0: the caption, the head and the rows of one table share it. None: the
    paragraph belongs to no table.
    """

    text: str
    kind: ParagraphKind = ParagraphKind.TEXT
    table: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a page says: every body paragraph in page order, repeats included.

    `published` is the date in China time; `published_at` is set as well when the page gives the time of day.
    `issuer` is the 来源 as the page says it; `columns` the breadcrumb without the home page. From `office` on the
    fields are those that only the public-information table shows.
    `flags` name what a reader should know (for example "text in images"); `reader` names the reading that
    was used ("own" or "trafilatura") and `confidence` (0 to 1) how sure our own reading was.

    What is `described` goes on into rows, views, commands, exports and web pages: FIELDS lists it.
    """

    url: str
    title: str = field(metadata=described("标题", "Title", "the bulletin's title"))
    paragraphs: tuple[Paragraph, ...]
    published: date | None = field(
        default=None, metadata=described("发布日期", "Published", "date of publication", indexed=True)
    )
    published_at: datetime | None = field(
        default=None,
        metadata=described("发布时间", "Published at", "the same with the time of day, where the page gives it"),
    )
    issuer: str | None = field(
        default=None,
        metadata=described("来源", "Issuer (来源)", "来源: who says it, in the page's words", indexed=True),
    )
    site_name: str | None = field(
        default=None, metadata=described("网站", "Site", "the site's name for itself", compared=False)
    )
    columns: tuple[str, ...] = field(
        default=(),
        metadata=described("栏目", "Columns", "the breadcrumb without the home page, outermost column first"),
    )
    document_number: str | None = field(
        default=None, metadata=described("文号", "Document number (文号)", "文号", in_table=True, indexed=True)
    )
    index_number: str | None = field(
        default=None, metadata=described("索引号", "Index number (索引号)", "索引号", in_table=True, indexed=True)
    )
    office: str | None = field(
        default=None, metadata=described("发布机构", "Office (发布机构)", "发布机构", in_table=True, indexed=True)
    )
    subject: str | None = field(
        default=None, metadata=described("主题分类", "Subject (主题分类)", "主题分类", in_table=True, indexed=True)
    )
    written: date | None = field(
        default=None, metadata=described("成文日期", "Written (成文日期)", "成文日期", in_table=True)
    )
    validity: str | None = field(
        default=None,
        metadata=described(
            "有效性", "Validity (有效性)", "有效性 in the page's own word", in_table=True, max_length=12
        ),
    )
    document_type: str | None = field(
        default=None,
        metadata=described(
            "公文种类",
            "Document type (公文种类)",
            "公文种类 or 体裁分类: 通知, 意见, 公告 …",
            in_table=True,
            max_length=20,
            indexed=True,
            late=True,
        ),
    )
    attachments: tuple[Attachment, ...] = ()
    next_page: str | None = None
    encoding: str = "utf-8"
    reader: str = "own"
    confidence: float = 1.0
    flags: tuple[str, ...] = ()


FIELDS = described_fields(Document)


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """A document with its receipts. `fingerprint` is the 64-bit simhash of the kept text (None: too short)."""

    document: Document
    removals: tuple[Receipt, ...] = ()
    variants: tuple[Variant, ...] = ()
    fingerprint: int | None = None
    recurrences: tuple[Recurrence, ...] = ()

    @property
    def kept(self) -> tuple[Paragraph, ...]:
        gone = {removal.position for removal in self.removals}
        return tuple(p for i, p in enumerate(self.document.paragraphs) if i not in gone)


@dataclass(frozen=True, slots=True)
class ListedLink:
    """An article as the list names it. Title and date are evidence, not truth: lists cut and misdate."""

    url: str
    title: str
    listed: date | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a list page leads to, in page order, each address once.

    `next_pages` may lead in circles. `column` is what the list calls itself; `off_site` are rows of the list that lead
    to hosts which the source does not watch. `unturned` is what the page says of further pages ("共12页") where no next
    page was understood; empty where nothing is missing. `nothing` says why it names no article and leads nowhere, or
    why some of its rows name none; None where nothing is to be said.
    """

    articles: tuple[ListedLink, ...]
    next_pages: tuple[Ask, ...] = ()
    column: str = ""
    off_site: tuple[ListedLink, ...] = ()
    unturned: str = ""
    nothing: "NothingListed | None" = None


class WhyNothing(StrEnum):
    """The reasons of a list that was read and names nothing. Only of `SAID` nothing is wrong.

    `SCRIPT`: a script fills the rows in. `NO_ROWS`: the answer's rows have no title and address, or it has none.
    `NO_SUCH_PLACE`: where the source says that rows stand there are none. `NO_LIST`: no links look like articles.
    `ONE_PAGE`: the rows are one address to a server, for they differ in what follows its # or not at all.
    `OTHERS`: the page lists rows, but what stands in the place of its list says that they are not its own.
    `NO_ADDRESS`: rows with days, some or all, are no links.
    """

    SAID = "the list says that it is empty"
    SCRIPT = "a script fills the rows in"
    NO_ROWS = "no row has a title and an address"
    NO_SUCH_PLACE = "nothing stands where the source says"
    NO_LIST = "no links look like a list of articles"
    ONE_PAGE = "its rows lead to one page"
    OTHERS = "its rows may be another column's"
    NO_ADDRESS = "they lead nowhere"


@dataclass(frozen=True, slots=True)
class NothingListed:
    """Why a list names nothing; `detail` is the evidence, and what helps."""

    reason: WhyNothing
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else str(self.reason)


class Outcome(StrEnum):
    """The counted outcome of a fetched page.

    `UNCHANGED`: the same as before, or the server said so (304). `GONE`: a bulletin's page that is no longer there.
    `LISTED`: a list page, read for its links. `JOINED`: a further part of an article, read with the first. `UNDONE`: a
    person took back what was read in it.
    """

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    GONE = "gone"
    LISTED = "listed"
    JOINED = "joined"
    UNDONE = "undone"
    REJECTED = "rejected"


class Rejection(StrEnum):
    """The named reasons of Outcome.REJECTED.

    `FILE`: a file (PDF, Word, an archive) that is no page, kept as it came; the list that led to it has its title.
    `SITE_NOTICE`: the site speaks of itself (系统维护, 栏目建设中, 您即将离开本站). `SERVER_ERROR`: what a program
    prints when it falls over, with status 200. `FAILED`: it takes too much time or memory to read, or the source's own
    selector cannot be used. `INTERNAL_ERROR`: our code raised what it should not (pipelines/internal_errors.py).
    """

    HTTP_ERROR = "http error"
    NOT_HTML = "not html"
    FILE = "a file"
    EMPTY = "empty page"
    TOO_LARGE = "too large"
    UNDECODABLE = "undecodable"
    NOT_FOUND = "page not found"
    LOGIN = "login wall"
    BLOCKED = "blocked"
    SITE_NOTICE = "notice of the site"
    SERVER_ERROR = "error of the site"
    NAVIGATION = "navigation only"
    NO_BODY = "no body"
    STAND_IN = "same page at many addresses"
    REDIRECTED = "redirected elsewhere"
    UNLIKE = "unlike its bulletin"
    FAILED = "reading failed"
    INTERNAL_ERROR = "internal error"


class Rejected(Exception):
    """This page has no bulletin. Its bytes are kept; `reason` says why, `detail` names the evidence."""

    def __init__(self, reason: Rejection, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
