"""A page in Traditional characters, as a site's own converter makes it: what stands around the text, and the labels.

Only the characters that this site's chrome and labels use; big5 holds no others.
"""

__all__ = ["traditional"]

SIMPLIFIED = "门户临区无碍浏览页进况历风鉴闻动态镇图务开领导职读规计财标购个办询评长线访谈调见问题数发统报录专栏乡兴营环产请输关键热学积医现来时间扫当阅视频会议选级丽单闭链国县们隐声联识码备号错云网体后证协宪"
TRADITIONAL = "門戶臨區無礙瀏覽頁進況歷風鑒聞動態鎮圖務開領導職讀規計財標購個辦詢評長線訪談調見問題數發統報錄專欄鄉興營環產請輸關鍵熱學積醫現來時間掃當閱視頻會議選級麗單閉鏈國縣們隱聲聯識碼備號錯雲網體後證協憲"
TABLE = str.maketrans(dict(zip(SIMPLIFIED, TRADITIONAL, strict=True)) | {"»": "＞"})


def traditional(html: str) -> str:
    return html.translate(TABLE)
