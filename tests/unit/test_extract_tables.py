"""Tables are tables: every cell under its column, nothing cut in a row, and layout stays layout."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, NAVIGATION, SENTENCES, article, in_p, page

from pipelines.extract import extract, joined, paragraphs_of
from pipelines.models import Paragraph, ParagraphKind, Rejected

HEAD, ROW, CAPTION, TEXT = ParagraphKind.TABLE_HEAD, ParagraphKind.TABLE_ROW, ParagraphKind.CAPTION, ParagraphKind.TEXT


def table(rows: str, *, tag: str = "td", before: str = "") -> str:
    """A table from lines of cells separated by `|`; a cell may begin with its attributes in braces."""
    html = ""
    for line in rows.strip().split("\n"):
        cells = ""
        for cell in line.strip().split("|"):
            attributes, _, text = cell.rpartition("}")
            cells += f"<{tag} {attributes.lstrip('{')}>{text.strip()}</{tag}>"
        html += f"<tr>{cells}</tr>"
    return f"<table border=1>{before}{html}</table>"


def read(body: str) -> list[Paragraph]:
    return list(extract(page(article(in_p(SENTENCES[:2]) + body + in_p(SENTENCES[3:]))), ANY).paragraphs)


def in_tables(body: str) -> list[Paragraph]:
    return [paragraph for paragraph in read(body) if paragraph.table is not None]


def rows(body: str) -> list[str]:
    """What stands in the tables, cells separated by |."""
    return [paragraph.text.replace("\t", "|") for paragraph in in_tables(body)]


def heads(body: str) -> list[str]:
    return [p.text.replace("\t", "|") for p in in_tables(body) if p.kind is HEAD]


# --- cells keep their place


def test_empty_cells_keep_their_place() -> None:
    assert rows(table("指标|一季度|二季度\n工业增加值||12.3\n投资|5.1|&nbsp;\n|8.8|9.1")) == [
        "指标|一季度|二季度", "工业增加值||12.3", "投资|5.1|", "|8.8|9.1"
    ]  # fmt: skip


def test_a_cell_over_several_rows_stands_in_each() -> None:
    assert rows(table("县区|乡镇|户数\n{rowspan=3}青山县|东镇|12\n西镇|15\n南镇|9\n白石县|北镇|7")) == [
        "县区|乡镇|户数", "青山县|东镇|12", "青山县|西镇|15", "青山县|南镇|9", "白石县|北镇|7"
    ]  # fmt: skip


def test_a_cell_over_several_rows_in_the_middle_columns() -> None:
    assert rows(table("序号|当事人|文号|罚款\n1|甲公司|{rowspan=2}第5号|56万元\n2|李某|14万元\n3|乙公司|第6号|8万元")) == [
        "序号|当事人|文号|罚款", "1|甲公司|第5号|56万元", "2|李某|第5号|14万元", "3|乙公司|第6号|8万元"
    ]  # fmt: skip


def test_a_value_over_several_columns_stands_once() -> None:
    assert rows(table("序号|镇街|户数|金额\n1|青山镇|3|5.5\n2|白石镇|4|7.5\n{colspan=2}合计|7|13.0")) == [
        "序号|镇街|户数|金额", "1|青山镇|3|5.5", "2|白石镇|4|7.5", "合计||7|13.0"
    ]  # fmt: skip


def test_spans_in_both_directions_at_once() -> None:
    assert rows(table("项目|一月|二月|三月\n收入|1.5|2.5|3.5\n{rowspan=2 colspan=2}未报|6.5|7.5\n8.5|9.5")) == [
        "项目|一月|二月|三月", "收入|1.5|2.5|3.5", "未报||6.5|7.5", "未报||8.5|9.5"
    ]  # fmt: skip


def test_a_span_to_the_end_of_the_section() -> None:
    assert rows(table("镇街|村|户数\n{rowspan=0}青山镇|甲村|3\n乙村|4\n丙村|5"))[1:] == [
        "青山镇|甲村|3", "青山镇|乙村|4", "青山镇|丙村|5"
    ]  # fmt: skip


def test_a_row_with_fewer_cells_is_filled_up() -> None:
    assert rows(table("镇街|户数|备注\n青山镇|3|无\n白石镇|4"))[2] == "白石镇|4|"


def test_columns_that_a_spreadsheet_doubled_are_one() -> None:
    wide = "{colspan=2}镇街|{colspan=3}户数\n{colspan=2}青山镇|{colspan=3}3\n{colspan=2}白石镇|{colspan=3}4"
    assert rows(table(wide)) == ["镇街|户数", "青山镇|3", "白石镇|4"]


def test_paragraphs_and_breaks_in_a_cell_are_one_value() -> None:
    html = table(
        "<p>序<br>号</p>|<p>单位</p>|<p>金额</p>\n<p>1</p>|<p>青山镇</p><p>人民政府</p>|<p>3.5</p>\n<p>2</p>|<p>白石镇</p>|<p>&nbsp;</p>"
    )
    assert rows(html) == ["序 号|单位|金额", "1|青山镇 人民政府|3.5", "2|白石镇|"]


def test_a_small_table_in_a_cell_is_part_of_the_cell() -> None:
    inner = "<table><tr><td>甲</td><td>乙</td></tr></table>"
    assert rows(table(f"镇街|户数|成员\n青山镇|3|{inner}\n白石镇|4|丙\n南湖镇|5|丁"))[1] == "青山镇|3|甲 乙"


def test_cells_that_the_page_hides_take_no_column() -> None:
    assert rows(table('镇街|{style="display:none"}编码|户数\n青山镇|{style="display:none"}440|3\n白石镇|{style="display:none"}441|4')) == [
        "镇街|户数", "青山镇|3", "白石镇|4"
    ]  # fmt: skip


# --- nothing is cut in a row


@pytest.mark.parametrize(
    "value", ["-", "/", "+", "大", "中", "小", "T", "A+", "关闭", "打印", "推荐", "微信", "分享", "更多", "编辑", "责任编辑", "1/2", "共3页",
              "上一页", "下一篇", "相关新闻", "免责声明", "2020-12-29", "许可证号：无", "编辑：王某", "来源：普查"]
)  # fmt: skip
def test_a_value_that_reads_like_a_button_is_data(value: str) -> None:
    assert rows(table(f"名称|状态|户数|备注\n青山店|{value}|3|无\n白石店|正常|4|{value}")) == [
        "名称|状态|户数|备注", f"青山店|{value}|3|无", f"白石店|正常|4|{value}"
    ]  # fmt: skip


def test_a_first_table_is_not_taken_for_lines_about_the_text() -> None:
    body = table("名称|日期|户数\n青山店|2020-12-29|3\n白石店|2020-12-30|4") + in_p(SENTENCES)
    found = extract(page(article(body)), ANY).paragraphs
    assert [p.text for p in found[:3]] == ["名称\t日期\t户数", "青山店\t2020-12-29\t3", "白石店\t2020-12-30\t4"]


def test_buttons_below_a_table_are_cut() -> None:
    body = table("镇街|户数\n青山镇|3\n白石镇|4\n{colspan=2}【打印】【关闭】")
    assert rows(body)[-1] == "白石镇|4"


def test_names_of_columns_are_no_fields_of_the_bulletin() -> None:
    body = table("标题|来源|发布日期\n青山镇森林防火检查方案|林业站|2019-01-02\n白石镇防汛方案|水利站|2019-01-03")
    document = extract(page(article(body + in_p(SENTENCES))), ANY)
    assert (document.title, document.issuer) == ("临江市开展春季森林防火专项检查", "市应急管理局")


# --- what names the columns


def test_the_first_row_names_the_columns() -> None:
    assert heads(table("镇街|检查点|隐患\n青山镇|3|5\n白石镇|4|7")) == ["镇街|检查点|隐患"]


def test_a_head_of_words_above_words() -> None:
    assert heads(table("姓名|单位|拟任职务\n张三|市水利局|副局长\n李四|市林业局|科长")) == ["姓名|单位|拟任职务"]


def test_a_name_may_stand_above_two_columns_of_figures() -> None:
    names = "区域|游客|同比增长|花费|同比增长"
    assert heads(table(f"{names}\n青山|1,042.5|7.8|83.7|9.9\n白石|786.3|12.4|52.1|15.3")) == [names]


def test_a_head_of_bare_years() -> None:
    assert heads(table("指标|2022|2023\n工业|12|13\n农业|5|6")) == ["指标|2022|2023"]


def test_a_head_of_years() -> None:
    assert heads(table("指标|2022年|2023年\n工业|12.5|13.5\n农业|5.5|6.5")) == ["指标|2022年|2023年"]


def test_names_over_several_columns_are_repeated_above_their_parts() -> None:
    assert heads(table("{rowspan=2}项目|{colspan=2}收入|{colspan=2}支出\n本年|上年|本年|上年\n教育|1.5|2.5|3.5|4.5\n卫生|5.5|6.5|7.5|8.5")) == [
        "项目|收入|收入|支出|支出", "项目|本年|上年|本年|上年"
    ]  # fmt: skip


def test_a_head_of_three_levels() -> None:
    assert heads(table(
        "{rowspan=3}县区|{colspan=4}财政收入\n{colspan=2}一般预算|{colspan=2}基金\n本年|上年|本年|上年\n青山|1|2|3|4\n白石|5|6|7|8"
    )) == ["县区|财政收入|财政收入|财政收入|财政收入", "县区|一般预算|一般预算|基金|基金", "县区|本年|上年|本年|上年"]  # fmt: skip


def test_thead_and_th_name_the_columns_whatever_they_say() -> None:
    html = "<table><thead><tr><td>2019</td><td>2020</td></tr></thead><tbody><tr><td>3</td><td>4</td></tr><tr><td>5</td><td>6</td></tr></tbody></table>"
    assert heads(html) == ["2019|2020"]
    assert heads("<table><tr><th>1月</th><th>2月</th></tr><tr><td>3月</td><td>4月</td></tr></table>") == ["1月|2月"]


def test_a_bold_row_names_the_columns() -> None:
    assert heads(table("<b>姓名</b>|<b>单位</b>\n张三|水利局\n李四|林业局")) == ["姓名|单位"]


def test_a_head_repeated_in_the_middle_is_a_head() -> None:
    found = in_tables(table("镇街|户数|金额\n青山镇|3|5\n白石镇|4|7\n镇街|户数|金额\n南湖镇|6|9"))
    assert [(p.kind, p.table) for p in found] == [(HEAD, 0), (ROW, 0), (ROW, 0), (HEAD, 0), (ROW, 0)]


def test_another_head_further_down_begins_another_table() -> None:
    found = in_tables(
        table(
            "{colspan=3}表一\n镇街|户数|金额\n青山镇|3|5\n白石镇|4|7\n{colspan=3}表二\n学校|班级|人数\n一小|6|90\n二小|7|80"
        )
    )
    assert [(p.text.replace("\t", "|"), p.kind, p.table) for p in found][3:6] == [
        ("白石镇|4|7", ROW, 0), ("表二", CAPTION, 1), ("学校|班级|人数", HEAD, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [
        "当事人|张三\n住址|青山镇东街\n违法事实|未取得许可从事经营\n处罚结果|罚款五百元",
        "当事人：|张三\n住址：|青山镇东街12号\n罚款：|500元",
        "姓名|张三|性别|男\n出生年月|1980年5月|民族|汉族\n工作单位|市水利局|电话|0750-1234567",
        "<b>姓名</b>|张三|<b>性别</b>|男\n<b>民族</b>|汉族|<b>学历</b>|本科",
        "{rowspan=2}基本情况|姓名|张三\n住址|青山镇\n{rowspan=2}处罚情况|种类|罚款\n依据|条例第五条",
        "1|青山镇|3\n2|白石镇|4\n3|南湖镇|5",
        "张三|李四|王五\n赵六|钱七|孙八九\n周十|吴一|郑二",
        "青山面粉公司|白石酱菜公司|南湖饮品公司\n东山粮油公司|西山豆制品公司|北湖糕点公司",
        "甲公司|56万元|某局\n乙公司|14万元|某局\n丙公司|8万元|某局",
    ],
)
def test_tables_whose_first_row_is_data_have_no_head(fields: str) -> None:
    found = in_tables(table(fields))
    assert [p.kind for p in found] == [ROW] * len(fields.split("\n"))


# --- captions and single rows


def test_the_row_over_the_whole_table_is_its_caption() -> None:
    found = in_tables(table("{colspan=3}全市户数统计表\n{colspan=3}单位：户\n镇街|上年|本年\n青山镇|3|5\n白石镇|4|7"))
    assert [(p.text, p.kind) for p in found[:2]] == [("全市户数统计表", CAPTION), ("单位：户", TEXT)]


def test_a_unit_is_no_caption() -> None:
    found = in_tables(table("{colspan=3}单位：万元\n镇街|上年|本年\n青山镇|3|5\n白石镇|4|7"))
    assert found[0] == Paragraph("单位：万元", TEXT, 0)


def test_a_title_that_spans_nothing_is_a_caption_above_a_head() -> None:
    found = in_tables(table("全市户数统计表||\n||单位：户\n镇街|上年|本年\n青山镇|3|5\n白石镇|4|7"))
    assert [(p.text, p.kind) for p in found[:3]] == [
        ("全市户数统计表", CAPTION),
        ("单位：户", TEXT),
        ("镇街\t上年\t本年", HEAD),
    ]


def test_a_span_wider_than_the_table_is_the_table() -> None:
    found = in_tables(table("{colspan=100}全市户数统计表\n镇街|上年|本年\n青山镇|3|5\n白石镇|4|7"))
    assert [p.text for p in found[:2]] == ["全市户数统计表", "镇街\t上年\t本年"]


def test_the_caption_element_is_a_caption() -> None:
    assert in_tables(table("镇街|户数\n青山镇|3\n白石镇|4", before="<caption>户数表</caption>"))[0] == Paragraph(
        "户数表", CAPTION, 0
    )


def test_a_section_line_in_the_middle_is_text_of_the_table() -> None:
    found = in_tables(table("镇街|上年|本年\n{colspan=3}山区\n青山镇|3|5\n{colspan=3}平原\n白石镇|4|7"))
    assert [(p.text, p.kind, p.table) for p in found if "\t" not in p.text] == [("山区", TEXT, 0), ("平原", TEXT, 0)]


def test_rows_without_any_text_are_no_rows() -> None:
    assert len(in_tables(table("镇街|户数\n青山镇|3\n|\n&nbsp;|&nbsp;\n白石镇|4"))) == 3


def test_tables_are_numbered_in_page_order() -> None:
    one = table("镇街|户数\n青山镇|3\n白石镇|4")
    assert [p.table for p in in_tables(one + in_p(SENTENCES[2:3]) + one)] == [0, 0, 0, 1, 1, 1]


# --- a table that is the content


@pytest.mark.parametrize("cells", ["<td>", "<td><p>"])
def test_a_page_whose_content_is_one_table_is_read_whole(cells: str) -> None:
    lines = [["序号", "当事人", "文号", "主要违法事实", "处罚内容", "机关"],
             ["1", "临江财产保险公司", "临罚决字〔2024〕5号", "给予投保人合同约定以外的利益；编制虚假的报告、报表、文件、资料", "罚款56万元", "临江监管局"],
             ["2", "李某", "临罚决字〔2024〕6号", "对上述行为负有责任", "警告", "临江监管局"]]  # fmt: skip
    body = "<table>" + "".join("<tr>" + "".join(cells + cell for cell in line) for line in lines) + "</table>"
    found = extract(page(article(body)), ANY).paragraphs
    assert [p.text.split("\t") for p in found] == lines


def test_a_page_whose_content_is_a_list_of_fields_is_read_whole() -> None:
    fields = [
        ("当事人", "张三"),
        ("决定书文号", "临罚〔2024〕7号"),
        ("违法事实", "未取得许可，从事食品经营，情节轻微。"),
        ("处罚结果", "罚款"),
        ("日期", "2024-05-06"),
    ]
    body = "<table>" + "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in fields) + "</table>"
    assert [tuple(p.text.split("\t")) for p in extract(page(article(body)), ANY).paragraphs] == fields


def test_long_cells_under_a_head_are_cells() -> None:
    long = "当事人于检查时未能提供进货查验记录，且经营的食品超过保质期，" * 20
    assert rows(table(f"序号|违法事实|处罚\n1|{long}|罚款\n2|{long}|警告"))[1] == f"1|{long}|罚款"


# --- layout stays layout


def test_paragraphs_that_a_table_lays_out_are_text() -> None:
    long = "".join(SENTENCES) * 3
    assert (
        in_tables(
            f"<table><tr><td><p>{long}</p></td><td><p>{long}</p></td></tr><tr><td>{long}</td><td>{long}</td></tr></table>"
        )
        == []
    )


def test_a_page_laid_out_by_a_table_is_text() -> None:
    menu = f"<ul>{NAVIGATION}</ul>"
    html = f"<html><title>关于防汛的通知</title><body><table><tr><td>临江市人民政府</td><td>2020年3月1日</td></tr><tr><td>{menu}</td><td><h1>关于防汛的通知</h1>{in_p(SENTENCES)}</td></tr><tr><td>版权所有</td><td>联系我们</td></tr></table>"
    assert [p.table for p in extract(page(html), ANY).paragraphs] == [None] * len(SENTENCES)


def test_the_fields_of_a_document_are_cut_though_they_stand_in_a_table() -> None:
    fields = table("索引号|GK-2020-001|主题分类|综合政务\n发布机构|市应急局|成文日期|2020年3月5日")
    document = extract(page(article(fields + in_p(SENTENCES))), ANY)
    assert (document.index_number, document.office) == ("GK-2020-001", "市应急局")
    assert [p.table for p in document.paragraphs] == [None] * len(SENTENCES)


def test_columns_named_like_fields_are_data() -> None:
    assert rows(table("名称|类别|有效期|审核\n青山店|餐饮|三年|通过")) == [
        "名称|类别|有效期|审核",
        "青山店|餐饮|三年|通过",
    ]


def test_a_table_of_fields_below_the_body_does_not_end_the_reading() -> None:
    below = table("发布机构：|市应急局\n责任编辑：|李某\n浏览次数：|12")
    assert len(extract(page(article(in_p(SENTENCES), below=below)), ANY).paragraphs) == len(SENTENCES)


def test_a_list_of_dated_links_in_a_table_is_no_bulletin() -> None:
    links = "\n".join(
        f"{n}|<a href='/{n}.html'>关于第{n}批临江市重点项目名单的通知公告</a>|2020-03-{n:02}" for n in range(1, 20)
    )
    html = f"<html><title>通知公告</title><body><ul>{NAVIGATION}</ul>{table('序号|标题|日期' + chr(10) + links)}</body></html>"
    with pytest.raises(Rejected, match="navigation only"):
        extract(page(html), ANY)


# --- as text, and without harm


def test_as_text_a_cell_is_said_once() -> None:
    html = article(in_p(SENTENCES) + table("镇街|村|户数\n{rowspan=2}青山镇|甲村|3\n乙村|4"))
    assert paragraphs_of(html.encode())[-1] == "\t乙村\t4"


@pytest.mark.parametrize(
    "hostile",
    [
        "<tr><td rowspan=65534 colspan=1000>甲</td><td>乙</td></tr>" * 300,
        "".join("<tr>" + "<td rowspan=9999>甲</td>" * 50 + "</tr>" for _ in range(300)),
        "<tr>" + "<td>甲</td>" * 20_000 + "</tr>" + "<tr><td>甲</td><td>乙</td></tr>" * 20_000,
        f"<tr><td rowspan=60000>{'甲' * 100_000}</td><td>乙</td></tr>" + "<tr><td>丙</td><td>丁</td></tr>" * 5_000,
        "<tr><td colspan=-1 rowspan=x>甲</td><td colspan='99999999999999999999'>乙</td></tr>" * 3,
    ],
    ids=["both", "rows", "wide", "long", "no numbers"],
)
def test_spans_of_any_size_do_no_harm(hostile: str) -> None:
    text = "".join(p.text for p in read(f"<table>{hostile}</table>"))
    assert SENTENCES[0] in text
    assert len(text) < 1_000_000


LONG = "当事人于检查时未能提供进货查验记录，且经营的食品超过保质期，其行为违反食品安全管理的有关规定。"


def test_a_list_of_fields_with_long_values_is_read_whole() -> None:
    fields = [
        ("当事人", "张三"),
        ("住所", "青山镇"),
        ("违法事实", LONG * 25),
        ("处罚依据", LONG * 20),
        ("处罚结果", "罚款"),
        ("处罚机关", "市监管局"),
        ("备注", "-"),
    ]
    body = "<table>" + "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in fields) + "</table>"
    assert [tuple(p.text.split("\t")) for p in extract(page(article(body)), ANY).paragraphs] == fields


def test_paragraphs_in_a_cell_of_a_list_of_fields_stay_paragraphs() -> None:
    body = f"<table><tr><td>时间</td><td>3月5日</td></tr><tr><td>地点</td><td>一号楼</td></tr><tr><td>内容</td><td>{f'<p>{LONG}</p>' * 4}</td></tr></table>"
    found = extract(page(article(body)), ANY).paragraphs
    assert [p.text for p in found] == ["时间", "3月5日", "地点", "一号楼", "内容", *[LONG] * 4]


def test_tables_of_further_parts_are_counted_on() -> None:
    part = page(article(in_p(SENTENCES) + table("镇街|户数\n青山镇|3\n白石镇|4")))
    whole = joined(extract(part, ANY), [part, part], ANY)
    assert [p.table for p in whole.paragraphs if p.kind is HEAD] == [0, 1, 2]


def test_a_name_in_a_list_of_fields_is_no_title() -> None:
    fields = table("名称|青山食品公司\n类别|食品经营\n有效期|至2027年\n审核|通过")
    assert extract(page(article(in_p(SENTENCES[:2]) + fields)), ANY).title == "临江市开展春季森林防火专项检查"
