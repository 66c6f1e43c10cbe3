"""Attachments: small files that open, made from their names. Standard library only.

A .doc is RTF and an .xls is SpreadsheetML, which both open in their programs; as .docx, .xlsx and .zip are archives, these
hold a fixed date, so that the same name gives the same bytes.
"""

import io
import zipfile
from html import escape

__all__ = ["attachment"]

TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OPEN_XML = "http://schemas.openxmlformats.org"


def attachment(name: str) -> tuple[bytes, str]:
    """The bytes of the file called `name` and their media type. Raises KeyError for an ending that is not in TYPES."""
    ending = name.rpartition(".")[2]
    make = {"pdf": pdf, "doc": rtf, "docx": docx, "xls": spreadsheet_xml, "xlsx": xlsx, "zip": bundle}[ending]
    return make(name), TYPES[ending]


def pdf(name: str) -> bytes:
    """One page. The standard fonts of PDF have no Chinese, so the page shows the length of the name, in English."""
    reported = f"BT /F1 14 Tf 72 760 Td (Sample attachment, {len(name)} characters in its name) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(reported), reported),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    written = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    ending = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + ending


def rtf(name: str) -> bytes:
    # RTF holds a character beyond ASCII as a signed 16-bit number and a stand-in
    reported = "".join(c if c.isascii() else f"\\u{(ord(c) + 0x8000) % 0x10000 - 0x8000}?" for c in name)
    return f"{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0 SimSun;}}}}\\f0\\fs32 {reported}\\par}}".encode("ascii")


def spreadsheet_xml(name: str) -> bytes:
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="Sheet1"><Table><Row><Cell><Data ss:Type="String">{escape(name)}</Data></Cell></Row></Table>'
        "</Worksheet></Workbook>"
    ).encode()


def docx(name: str) -> bytes:
    body = f"<w:body><w:p><w:r><w:t>{escape(name)}</w:t></w:r></w:p></w:body>"
    document = f'{XML}<w:document xmlns:w="{OPEN_XML}/wordprocessingml/2006/main">{body}</w:document>'
    return package("word/document.xml", "wordprocessingml.document.main", {"word/document.xml": document})


def xlsx(name: str) -> bytes:
    main = f"{OPEN_XML}/spreadsheetml/2006/main"
    return package(
        "xl/workbook.xml",
        "spreadsheetml.sheet.main",
        {
            "xl/workbook.xml": f'{XML}<workbook xmlns="{main}" xmlns:r="{OPEN_XML}/officeDocument/2006/relationships">'
            '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relationships("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="inlineStr">'
            f"<is><t>{escape(name)}</t></is></c></row></sheetData></worksheet>",
        },
        {"/xl/worksheets/sheet1.xml": "spreadsheetml.worksheet"},
    )


def relationships(kind: str, target: str) -> str:
    return (
        f'{XML}<Relationships xmlns="{OPEN_XML}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{OPEN_XML}/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>'
    )


def package(start: str, kind: str, parts: dict[str, str], others: dict[str, str] | None = None) -> bytes:
    """Return an Office Open XML file whose first part is `start`; `others` are the content types of further parts."""
    kinds = {f"/{start}": kind, **(others or {})}
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="application/vnd.openxmlformats-officedocument.{reported}+xml"/>'
        for part, reported in kinds.items()
    )
    types = (
        f'{XML}<Types xmlns="{OPEN_XML}/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{overrides}</Types>'
    )
    return archive(
        {"[Content_Types].xml": types, "_rels/.rels": relationships("officeDocument", start), **parts},
    )


def bundle(name: str) -> bytes:
    return archive({"说明.txt": f"{name}\n"})


def archive(files: dict[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for path, reported in files.items():
            target.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), reported)
    return written.getvalue()
