import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.language import (
    BadTerm,
    Glossary,
    Script,
    engines,
    glossary,
    name_to_script,
    set_glossary,
    to_script,
    version,
    wrong_script_characters,
)
from tools import opencc_table

pytestmark = pytest.mark.no_database

CHINESE = st.text(
    st.sampled_from("头发干部面里台后于余范某先生一并为签头髮幹麵裡臺後著乾 <>&\x00\ue000a1，。"), max_size=40
)

TO_TRADITIONAL = """
三治面券=三治麵券 黑鱼面=黑魚麵 面馆=麵館 面对面=面對面 三面=三面 书面券=書面券 门面店=門面店 书面反馈=書面反饋
共享=共享 共建共治共享=共建共治共享 社区=社區 支持=支持 程序=程序 文件=文件 发布=發布
人数和面积=人數和面積 和面向=和面向 和面粉=和麵粉 皇后=皇后 以后=以後 头发=頭髮 发展=發展 理发店=理髮店 干部=幹部 干净=乾淨 干涉=干涉 里仁=里仁 公里=公里 邻里=鄰里 这里=這裡
办公里面=辦公裡面 台账=臺帳 台州=台州 台风=颱風 家具=家具 北斗=北斗 斗殴=鬥毆 答复=答覆 复核=複核 恢复=恢復 账号=帳號 公布=公布 分布=分布
并为志愿者=並為志願者 合并为=合併為 一并公布=一併公布 子丑=子丑 小丑=小丑 丑陋=醜陋
签署=簽署 未签=未簽 牙签=牙籤 标签=標籤 松树=松樹 放松=放鬆 制度=制度 制造=製造 表决=表決 手表=手錶 无记名表决=無記名表決 提名表扬=提名表揚 看表格=看表格 征求=徵求
某=某 于某=于某 余先生=余先生 范先生=范先生 范某某=范某某 姓于=姓于 于姓=于姓 钟先生=鍾先生 岳老师=岳老師
由于某种原因=由於某種原因 位于某街=位於某街 于某年=於某年 其余先生=其餘先生 规范老师=規範老師 余额=餘額 范围=範圍 示范街=示範街 范忠良=范忠良 岳小红=岳小紅 五岳=五嶽
值周表=值週表 每周=每週 周边=周邊 冲正=沖正 冲突=衝突 楼道里=樓道裡 弄堂里长大=弄堂裡長大 里长=里長 小区里=小區裡 污水=污水 看着=看著 沿着=沿著
"""

TO_SIMPLIFIED = """
三治麵券=三治面券 頭髮=头发 發展=发展 幹部=干部 乾淨=干净 乾隆=乾隆 乾坤=乾坤 裡面=里面 裏面=里面 臺灣=台湾 鄰里=邻里 皇后=皇后 以後=以后
看著=看着 看著文明=看着文明 看著有人=看着有人 沿著=沿着 著作=著作 著名=著名 顯著=显著 執著=执着 瞭解=了解 瞭望=瞭望 藉由=借由 狼藉=狼藉 覆核=复核 甚麼=什么 妳=你 牀=床
衞生=卫生 羣眾=群众 説明=说明 綫路=线路 喫麵=吃面 帳號=账号 臺帳=台账 臺賬=台账 公佈=公布 徵求=征求 於是=于是 餘額=余额 集體帳=集体账 帳篷=帐篷 屋簷=屋檐 簽署=签署 標籤=标签 共享=共享 社區=社区
"""


def _cases(text):
    return [tuple(pair.split("=")) for pair in text.split()]


@pytest.fixture(params=["opencc", "table"])
def engine(request, monkeypatch):
    if request.param == "table":
        monkeypatch.setattr(engines, "opencc", None)
    assert engines.name() == request.param
    return request.param


@pytest.fixture
def city_glossary():
    before = glossary()
    yield lambda *pairs: set_glossary(Glossary(pairs))
    set_glossary(before)


@pytest.mark.parametrize(("hans", "hant"), _cases(TO_TRADITIONAL))
def test_traps_towards_traditional(engine, hans, hant):
    assert to_script(hans, Script.HANT, source=Script.HANS) == hant


@pytest.mark.parametrize(("hant", "hans"), _cases(TO_SIMPLIFIED))
def test_traps_towards_simplified(engine, hant, hans):
    assert to_script(hant, Script.HANS, source=Script.HANT) == hans


def test_traps_hold_inside_a_sentence(engine):
    text = "余先生说，由于某商户的台账干净，邻里以后凭三治面券在黑鱼面馆面对面兑换，社区干部不干涉。"

    twin = to_script(text, Script.HANT)

    assert twin == "余先生說，由於某商戶的臺帳乾淨，鄰里以後憑三治麵券在黑魚麵館面對面兌換，社區幹部不干涉。"
    assert to_script(twin, Script.HANS) == text


def test_text_already_in_the_script_stays_as_typed(engine):
    text = "范先生與余太太住在里仁里，皇后餐廳的后小姐也是。"

    assert to_script(text, Script.HANT) == text


def test_stray_characters_of_the_other_script_are_mended(engine):
    assert to_script("這個社区的頭发店歡迎鄰里與范先生", Script.HANT) == "這個社區的頭髮店歡迎鄰里與范先生"


def test_nul_does_not_cut_the_text(engine):
    assert to_script("头\x00发\x00\x00后面还有", Script.HANT) == "頭髮後面還有"


def test_half_characters_become_a_mark(engine):
    assert to_script("发\ud800展", Script.HANT) == "發\ufffd展"


def test_private_characters_of_a_rare_name_survive(engine):
    assert to_script("\ue000家干部和头发", Script.HANT) == "\ue000家幹部和頭髮"


def test_glossary_wins_in_both_directions(engine, city_glossary):
    city_glossary(("后街", "后街"), ("范家里弄", "范家里弄"), ("面券", "麪券"))

    assert to_script("后街和范家里弄的面券，以后再说", Script.HANT) == "后街和范家里弄的麪券，以後再說"
    assert to_script("后街與范家里弄的麪券", Script.HANS) == "后街与范家里弄的面券"


def test_longest_term_wins(engine, city_glossary):
    city_glossary(("于山", "于山"), ("于山发", "于山髮"))

    assert to_script("于山和于山发廊", Script.HANT, source=Script.HANS) == "于山和于山髮廊"


@pytest.mark.parametrize(
    "pair", [("", "后"), ("abc", "后"), ("后<b>", "后"), ("后\n", "后"), ("后\ud800", "后"), ("后", "")]
)
def test_unsafe_terms_are_refused(pair):
    with pytest.raises(BadTerm):
        Glossary([pair])


def test_version_follows_glossary_and_engine(city_glossary, monkeypatch):
    versions = [version()]

    city_glossary(("后街", "后街"))
    versions.append(version())
    monkeypatch.setattr(engines, "opencc", None)
    city_glossary(("后街", "后街"))
    versions.append(version())

    assert len(set(versions)) == 3


def test_names_keep_unclear_characters(engine):
    names = "张鸣 陈于范 余谷 云里后 丑台干 钟发财 叶万里 欧阳岳 黑鱼面馆 老面范"

    twins = "張鳴 陳于范 余谷 云里后 丑台干 鍾發財 葉萬里 歐陽岳 黑魚麵館 老面范"

    assert name_to_script(names, Script.HANT) == twins


def test_names_towards_simplified(engine):
    assert name_to_script("張鳴 鍾麗 乾徵 臺後 於昇堃", Script.HANS) == "张鸣 钟丽 乾徵 台后 於昇堃"


def test_glossary_knows_a_name_better(city_glossary):
    city_glossary(("后云", "後雲"))

    assert [name_to_script("后云", Script.HANT), name_to_script("後雲", Script.HANS)] == ["後雲", "后云"]


@given(text=st.text(st.characters()) | CHINESE, target=st.sampled_from(Script))
def test_conversion_never_raises_and_leaves_no_wrong_script(text, target):
    for converted in (to_script(text, target), name_to_script(text, target)):
        assert "\x00" not in converted
        converted.encode()
    assert to_script(text, target).isascii() >= text.isascii()


@given(text=CHINESE, target=st.sampled_from(Script))
def test_no_wrong_script_is_left(text, target):
    assert wrong_script_characters(to_script(text, target), target) == []
    assert wrong_script_characters(name_to_script(text, target), target) == []


@given(text=CHINESE, target=st.sampled_from(Script))
def test_converting_again_changes_nothing(text, target):
    once = to_script(text, target)

    assert to_script(once, target, source=target) == once


def test_the_one_table_is_taken_and_says_what_opencc_says_with_all_of_its_own():
    entries = sorted(opencc_table.merged())
    texts = ("\n".join(entries), "".join(entries), "".join(word[:-1] for word in entries))

    assert engines._lean("s2tw")["segmentation"]["dict"]["file"] == str(engines.MERGED)
    complete = opencc.OpenCC("s2tw")
    for text in texts:
        assert engines.convert(text, Script.HANT) == complete.convert(text)
