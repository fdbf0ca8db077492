"""Documents for the tests, made from nothing: what office programs write, in its shortest whole form.

LibreOffice opens each of them. Names and places in them are invented.
"""
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument"
CORE = "application/vnd.openxmlformats-package.core-properties+xml"


def package(path, members, overrides, main):
    """A package of Office Open XML: members by name, their types, and which one is the document."""
    types = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    relations = f'<Relationship Id="r1" Type="{R}/officeDocument" Target="{main}"/>'
    if "docProps/core.xml" in members:
        relations += (f'<Relationship Id="r2" Type="{PACKAGE}/relationships/metadata/core-properties" '
                      'Target="docProps/core.xml"/>')
    members = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                               'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>', **members}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in members.items():
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            out.writestr(name, head + text)


def relationships(*rows):
    inner = "".join(f'<Relationship Id="{one}" Type="{R}/{kind}" Target="{target}"/>' for one, kind, target in rows)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def core(title="", status="", creator="Anna Berg"):
    return (f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(creator)}</dc:creator>"
            f"<cp:contentStatus>{escape(status)}</cp:contentStatus></cp:coreProperties>")


def run(text, properties=""):
    return f'<w:r>{"<w:rPr>" + properties + "</w:rPr>" if properties else ""}<w:t xml:space="preserve">' \
           f"{escape(text)}</w:t></w:r>"


def deleted(text, author="Anna Berg", date="2026-01-06T10:00:00Z"):
    return f'<w:del w:id="1" w:author="{author}" w:date="{date}"><w:r><w:delText xml:space="preserve">' \
           f"{escape(text)}</w:delText></w:r></w:del>"


def inserted(text, author="Anna Berg", date="2026-01-06T10:00:00Z"):
    return f'<w:ins w:id="2" w:author="{author}" w:date="{date}">{run(text)}</w:ins>'


WATERMARK = ('<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
             '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136"/>'
             '<v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s1" type="#_x0000_t136" '
             'style="position:absolute;width:412pt;height:247pt;rotation:315"><v:textpath string="{}"/></v:shape>'
             "</w:pict></w:r></w:p>")


def docx(path, *paragraphs, watermark="", title="", status=""):
    """in: paragraphs - each the runs of one, as run(), deleted() and inserted() make them"""
    body = "".join(f"<w:p>{one}</w:p>" for one in paragraphs)
    section = '<w:sectPr><w:headerReference w:type="default" r:id="h1"/></w:sectPr>' if watermark else "<w:sectPr/>"
    members = {"word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}{section}</w:body>'
                                    "</w:document>"}
    kinds = {"word/document.xml": f"{OFFICE}.wordprocessingml.document.main+xml"}
    if watermark:
        members["word/header1.xml"] = f'<w:hdr xmlns:w="{W}">{WATERMARK.format(escape(watermark))}</w:hdr>'
        kinds["word/header1.xml"] = f"{OFFICE}.wordprocessingml.header+xml"
        members["word/_rels/document.xml.rels"] = relationships(("h1", "header", "header1.xml"))
    if title or status:
        members["docProps/core.xml"] = core(title, status)
        kinds["docProps/core.xml"] = CORE
    package(path, members, kinds, "word/document.xml")


def sheet(rows, hidden_from=None, filtered=False):
    """in: rows - lists of texts; hidden_from - the number (from 1) from which on rows are hidden"""
    out = []
    for number, cells in enumerate(rows, 1):
        hidden = ' hidden="1"' if hidden_from and number >= hidden_from else ""
        inner = "".join(f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
                        for column, text in enumerate(cells))
        out.append(f'<row r="{number}"{hidden}>{inner}</row>')
    filtering = f'<autoFilter ref="A1:B{len(rows)}"/>' if filtered else ""
    return f'<worksheet xmlns="{S}"><sheetData>{"".join(out)}</sheetData>{filtering}</worksheet>'


def xlsx(path, sheets):
    """in: sheets - (name, state, XML of sheet()); state: visible, hidden, veryHidden"""
    members, kinds, rows = {}, {"xl/workbook.xml": f"{OFFICE}.spreadsheetml.sheet.main+xml"}, []
    listed = ""
    for number, (name, state, text) in enumerate(sheets, 1):
        members[f"xl/worksheets/sheet{number}.xml"] = text
        kinds[f"xl/worksheets/sheet{number}.xml"] = f"{OFFICE}.spreadsheetml.worksheet+xml"
        rows.append((f"r{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        shown = "" if state == "visible" else f' state="{state}"'
        listed += f'<sheet name="{escape(name)}" sheetId="{number}"{shown} r:id="r{number}"/>'
    members["xl/workbook.xml"] = f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{listed}</sheets></workbook>'
    members["xl/_rels/workbook.xml.rels"] = relationships(*rows)
    package(path, members, kinds, "xl/workbook.xml")


def pdf(path, content, title=""):
    """One page of Helvetica 12; in: content - its operators"""
    stream = content.encode("latin-1")
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
               b"/Resources << /Font << /F1 5 0 R >> >> >>",
               b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
               b"<< /Title (%s) /Producer (make_documents) >>" % title.encode("latin-1")]
    out, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    with open(path, "wb") as file:
        file.write(out)


def pdf_text(x, y, text):
    return f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n"


def pdf_box(x, y, width, height):
    """A black box."""
    return f"0 0 0 rg {x} {y} {width} {height} re f\n"
