# ruff: noqa: RUF001 - letters of many alphabets
"""Which lines read like an error, a warning or a question that waits, in the languages that programs speak.

Letters are compared without their accents, which are misread easily. What is said to be none ("0 errors",
"keine Fehler", "no invalid certificates") is no trouble.
"""

import re
import unicodedata
from collections.abc import Sequence
from types import MappingProxyType
from typing import NamedTuple

# Of each language: what something is called that went wrong, and whole phrases. "~" stands for any beginning,
# "*" for any end, "…" for a few words.
_WORDS = MappingProxyType(
    {
        "en": """
            error|errors|failed|failure|failures|cannot|can't|could not|couldn't|unable to|
            denied|warning|warnings|not found|not responding|invalid|expired|unsaved|save changes|
            will be lost|are you sure|do you want|timed out|has crashed|stopped working|
            no space left|out of memory|no internet|not enough memory|not enough space|corrupted
        """,
        "de": """
            ~fehler|~fehlern|fehlermeldung|fehlercode|konnte nicht|konnten nicht|kann nicht|
            konnen nicht|nicht moglich|nicht gefunden|verweigert|warnung|warnungen|reagiert nicht|
            abgelaufen|nicht gespeichert|nicht gespeicherte|gehen verloren|sind sie sicher|
            wirklich loschen|wirklich beenden|anderungen speichern|konnte…nicht|konnten…nicht|
            mochten sie…speichern|mochten sie…loschen|mochten sie…beenden|wollen sie…speichern|
            wollen sie…loschen|kein speicherplatz|keine verbindung|keine internetverbindung|
            zeituberschreitung|abgesturzt|funktioniert nicht mehr|nicht verfugbar|ungultig*|
            fehlgeschlag*|beschadigt|~fehlers|fehlerhaft*|nicht genug|nicht genugend|
            zu wenig speicher|es ist nicht moglich|zugriff verweigert|unerwartet beendet
        """,
        "fr": """
            erreur|erreurs|echec|echoue|echouee|n'a pas pu|n'ont pas pu|ne peut pas|
            ne peuvent pas|impossible de|acces refuse|autorisation refusee|avertissement|
            avertissements|introuvable|introuvables|ne repond pas|ne repond plus|invalide|invalides|
            a expire|est expire|expiree|non enregistre|non enregistrees|seront perdues|
            etes-vous sur|enregistrer les modifications|voulez-vous…enregistrer|voulez-vous…supprimer|
            cesse de fonctionner|espace insuffisant|aucune connexion|impossible d'*|incorrect|
            incorrecte|incorrects|incorrectes|non valable|non valide|corrompu|corrompue|n'a pas…pu|
            pas assez d*|incapable d*|n'est pas permis|n'est pas permise|a echoue|ont echoue|
            permission non accordee|delai depasse
        """,
        "es": """
            error|errores|fallo al|ha fallado|fallida|fallido|no se pudo|no se puede|no se pueden|
            no se ha podido|no pudo|imposible|denegado|denegada|advertencia|advertencias|
            no encontrado|no encontrada|no se encontro|no se ha encontrado|no responde|no valido|
            no valida|invalido|invalida|caducado|caducada|ha caducado|sin guardar|se perderan|
            esta seguro|guardar los cambios|desea…guardar|desea…eliminar|quieres…guardar|
            dejo de funcionar|no hay conexion|sin conexion|no es posible|fallo|incorrecto|
            incorrecta|no es valido|no es valida|memoria insuficiente|espacio insuficiente|
            no hay suficiente|permiso denegado|no tiene permiso|esta danado|no fue posible|
            se agoto el tiempo
        """,
        "it": """
            errore|errori|non riuscito|non riuscita|fallito|fallita|impossibile|
            non e stato possibile|negato|accesso negato|avvertenza|attenzione|non trovato|
            non trovata|non risponde|non valido|non valida|scaduto|scaduta|non salvato|non salvate|
            andranno perse|andranno persi|verranno perse|sei sicuro|salvare le modifiche|
            vuoi…salvare|vuoi…eliminare|si desidera…salvare|ha smesso di funzionare|
            nessuna connessione|spazio insufficiente|non valide|non validi|non corretto|non corretta|
            memoria insufficiente|non e possibile|permesso negato|danneggiato|tempo scaduto|
            non puo essere|non possono essere
        """,
        "pt": """
            erro|erros|falha|falhas|falhou|nao foi possivel|nao e possivel|impossivel|negado|
            acesso negado|nao encontrado|nao encontrada|nao responde|nao esta respondendo|invalido|
            invalida|expirado|expirada|expirou|nao salvas|nao guardadas|serao perdidas|tem certeza|
            tem a certeza|salvar as alteracoes|guardar as alteracoes|deseja…salvar|deseja…guardar|
            deseja…excluir|deseja…eliminar|parou de funcionar|sem conexao|sem ligacao|nao pode ser|
            nao podem ser|incorreto|incorreta|memoria insuficiente|permissao negada|corrompido|
            tempo esgotado|nao pude|nao conseguiu|nao valido|nao e valido
        """,
        "nl": """
            fout|fouten|foutmelding|foutcode|mislukt|kan niet worden|kon niet|konden niet|
            niet mogelijk|kan…niet worden|kunnen…niet worden|kan niet|geweigerd|waarschuwing|
            waarschuwingen|niet gevonden|reageert niet|ongeldig|ongeldige|is verlopen|
            niet opgeslagen|gaan verloren|weet u zeker|weet je zeker|wijzigingen opslaan|
            wilt u…opslaan|wil je…opslaan|wilt u…verwijderen|werkt niet meer|geen verbinding|
            kon…niet|konden…niet|~fout|~fouten|onvoldoende|mislukte|kan geen|kon geen|beschadigd|
            onjuist|onjuiste|niet toegestaan|toegang geweigerd
        """,
        "sv": """
            fel uppstod|ett fel|felmeddelande|felkod|misslyckades|kunde inte|kan inte|
            gick inte att|nekad|nekades|varning|varningar|hittades inte|svarar inte|ogiltig|
            ogiltigt|har gatt ut|osparade|gar forlorade|ar du saker|spara andringarna|vill du…spara|
            vill du…ta bort|slutat fungera|ingen anslutning|~fel|kunde…inte|misslyckad|misslyckat|
            otillrackligt|inte tillrackligt|felaktig|felaktigt|skadad|atkomst nekad|ogiltiga
        """,
        "da": """
            fejl|fejlen|fejlkode|mislykkedes|kunne ikke|kan ikke|nægtet|advarsel|advarsler|
            ikke fundet|svarer ikke|ugyldig|ugyldigt|er udløbet|ikke gemt|gar tabt|er du sikker|
            gemme ændringerne|vil du…gemme|vil du…slette|holdt op med at virke|~fejl|fejlagtig|
            mislykket|mislykkede|kunne…ikke|ugyldige|utilstrækkelig|ikke nok|beskadiget|ødelagt
        """,
        "nb": """
            feil|feilen|feilkode|feilmelding|mislyktes|nektet|ikke funnet|er utløpt|ikke lagret|
            gar tapt|lagre endringene|vil du…lagre|sluttet a fungere|~feil|klarte ikke|kunne…ikke|
            kan ikke|mislykket|mislykkes|ugyldige|ugyldigt|ikke nok|for lite minne|skadet|
            fant ikke|utgatt|ute av stand
        """,
        "fi": """
            virhe|virheet|virheita|virhekoodi|epaonnistui|epaonnistunut|ei voitu|ei voida|
            ei onnistunut|evatty|estetty|varoitus|varoituksia|ei loydy|ei loytynyt|ei vastaa|
            virheellinen|vanhentunut|tallentamattomia|oletko varma|tallennetaanko|ei yhteytta|
            ~virhe|virheellis*|ei voi|ei voinut|liian vahan|muisti ei riita|vioittunut|epakelpo|
            ei loytanyt|ei ole riittavasti
        """,
        "pl": """
            błąd|bledy|bledow|wystapil blad|nie udalo sie|nie mozna|odmowa dostepu|odmowiono|
            ostrzezenie|ostrzezenia|nie znaleziono|nie odpowiada|wygasl|wygasla|wygaslo|
            niezapisane|niezapisanych|zostana utracone|czy na pewno|zapisac zmiany|chcesz…zapisac|
            chcesz…usunac|przestal dzialac|brak polaczenia|brak miejsca|nieprawidlow*|niepoprawn*|
            niewlasciw*|nie moze byc|nie powiodl*|za malo pamieci|brak pamieci|uszkodzon*|
            nieoczekiwany|nie da sie|brak uprawnien|nie mogl*|blad podczas|blad w|blad przy|
            blad skladni|blad polaczenia
        """,
        "cs": """
            chyba|chyby|chyb|selhani|nepodarilo|nelze|odepren|odepreno|varovani|upozorneni|
            nenalezen|nenalezena|nenalezeno|nebyl nalezen|neodpovida|vyprsel|vyprsela|neulozene|
            neulozenych|budou ztraceny|opravdu chcete|ulozit zmeny|prestal fungovat|~chyba|~chyby|
            chybn*|neplatn*|nemuze|nemohu|nedostatek pameti|nedostatek mista|poskozen*|nespravn*|
            pristup odepren|nebylo mozne|neni mozne|selhal*|nemohl*
        """,
        "sk": """
            nie je mozne|neda sa|zamietnuty|odmietnuty|varovanie|upozornenie|nenasiel|nenajdeny|
            neodpoveda|vyprsal|vyprsala|neulozene zmeny|budu stratene|naozaj chcete|ulozit zmeny|
            ~chyba|~chyby|chybn*|neplatn*|nemozno|nemoze|zlyhal*|nedostatok pamate|
            nedostatok miesta|poskoden*|nespravn*|nebolo mozne|pristup zamietnuty
        """,
        "hu": """
            hiba tortent|hibauzenet|hibakod|hibak|sikertelen|nem sikerult|nem lehet|nem talalhato|
            nem valaszol|megtagadva|figyelmeztetes|figyelmeztetesek|lejart|nem mentett|elvesznek|
            biztosan|menti a modositasokat|~hiba|~hibaja|hibas|meghiusult|nem ~hato|nem ~heto|
            nem ~hatok|nem ~hetok|nem lehetseges|ervenytelen*|keves a memoria|nincs eleg|nem tudom|
            nem tudott|hozzaferes megtagadva
        """,
        "ro": """
            eroare|erori|esuat|esuata|nu s-a putut|nu a putut|nu se poate|refuzat|avertisment|
            avertismente|nu a fost gasit|nu raspunde|nevalid|nevalida|a expirat|nesalvate|
            se vor pierde|sunteti sigur|salvati modificarile|imposibil|nu s-au putut|nu poate|
            nu este valid*|incorect*|memorie insuficienta|permisiune refuzata|corupt*|nu pot
        """,
        "tr": """
            bir hata|hatasi|hatalari|hata olustu|hata kodu|basarisiz|kaydedilemedi|acilamadi|
            silinemedi|yuklenemedi|baglanilamadi|edilemedi|yapilamadi|reddedildi|uyari|uyarilar|
            bulunamadi|yanit vermiyor|gecersiz|suresi doldu|kaydedilmemis|kaybolacak|emin misiniz|
            kaydetmek istiyor musunuz|hata|hatali|~amadi|~emedi|~amiyor|~emiyor|yetersiz|
            suresi dolmus|bozuk|izin verilmedi|gecerli degil|baglanti kesildi
        """,
        "ru": """
            ошибок|не удалось|невозможно|не удается|отказано|предупреждение|предупреждения|
            не отвечает|истек|несохраненные|будут потеряны|вы уверены|сохранить изменения|
            прекращена работа|нет соединения|ошибк*|сбой|неверн*|неправильн*|некорректн*|
            недопустим*|недостаточно|не может быть|не смог*|поврежден*|испорчен*|нет прав|
            действительно хотите|истекл*|не найден*|отказ в доступе|неизвестная ошибка
        """,
        "uk": """
            помилок|не вдалося|відмовлено|не відповідає|незбережені|буде втрачено|ви впевнені|
            зберегти зміни|помилк*|неможлив*|не можливо|некоректн*|неправильн*|неприпустим*|
            недостатньо|не може бути|пошкоджен*|перевищено час|не знайден*|попереджен*|недійсн*|
            дійсно хочете|збій
        """,
        "el": """
            απετυχε|δεν αποκρινεται|εληξε|ειστε βεβαιοι|αποθηκευση αλλαγων|αδυναμια|αδυνατ*|
            δεν ηταν δυνατ*|δεν ειναι δυνατ*|δε γινεται|μη εγκυρ*|ακυρ*|ανεπαρκεια|δε βρεθηκε|
            δεν βρεθηκ*|αποτυχ*|σφαλμα*|προειδοποι*|κατεστραμμεν*|απορριφθηκε
        """,
        "hr": """
            greska|greske|pogreska|pogreske|nije uspjelo|nije uspio|neuspjelo|neuspjesno|
            nije moguce|nemoguce|ne moze|ne mogu|nevazec*|nevaljan*|upozorenje|nije pronaden*|
            pristup odbijen|odbijeno|istekao|istekla|isteklo|ne reagira|zelite li…spremiti|
            jeste li sigurni|nema dovoljno
        """,
        "id": """
            gagal|galat|kesalahan|tidak dapat|tidak bisa|tidak valid|tak valid|tidak sah|
            peringatan|tidak ditemukan|ditolak|kedaluwarsa|kadaluwarsa|apakah anda yakin|
            simpan perubahan|tidak merespons|tidak cukup
        """,
        "vi": """
            khong the|xay ra loi|loi khi|loi ket noi|bi loi|co loi|khong tim thay|khong hop le|
            that bai|canh bao|tu choi|het han|ban co chac|ban co muon luu|khong phan hoi|khong đu|
            gap loi
        """,
    }
)
# Languages without spaces between words, or with endings on everything.
_PIECES = (
    "错误|失败|无法|無效|損毀|损坏|不正确|警告|未找到|找不到|没有响应|无响应|无效|已过期|未保存|"
    "拒绝|确定要|是否保存|是否要|"
    "錯誤|失敗|無法|不正確|沒有回應|無效|已過期|未儲存|拒絕|確定要|是否儲存|"
    "エラー|できません|できない|不正|見つかりません|応答していません|応答なし|無効|期限切れ|保存されていません|拒否|"
    "よろしいですか|保存しますか|"
    "오류|실패|수 없|수는 없|경고|올바르지 않|부적절|부족|충분하지 않|응답하지 않|응답이 없|"
    "잘못된|잘못되|만료|저장되지 않|거부|하시겠습니까|"
    "خطا|فشل|تعذر|غير صالح|تحذير|هل تريد"
)
# What makes it none, up to three words before; then behind it.
_NONE = """
    0|zero|no|none|without|any|null|kein|keine|keinen|keinerlei|ohne|aucun|aucune|sans|
    pas d'|pas de|ningun|ninguna|ningunos|sin|cero|nessun|nessuno|nessuna|senza|nenhum|
    nenhuma|sem|geen|zonder|inga|inget|ingen|utan|uden|uten|ei|ilman|brak|bez|zadny|
    zadne|zadna|ziadne|ziadna|nincs|nincsenek|fara|niciun|nicio|yok|без|нет|немає|жодної|
    χωρις|καμια|κανενα
"""
_NOT = "not|never|nicht|nie|pas|jamais|no|nunca|non|mai|nao|niet|nooit|inte|aldrig|ikke|ei|не"
_BEHIND = (
    r"\s*[:=(]\s*(?:0|none|no|keine|aucune?|ninguno?|nessuno?|nenhum|brak|нет)\b(?![.,]\d)"
    r"|\s+0\s*(?:$|[,;|·)])"
)
_NONE_PIECES = (
    r"(?:没有|沒有|無|无|未发现|0\s*[个個]?)\s*(?:任何|发现|發現)?\s*(?:错误|錯誤|警告)|"
    r"(?:错误|錯誤|警告)\s*[:：]?\s*0(?!\d)|"
    r"(?:エラー|警告)(?:は(?:ありません|なし)|なし|\s*[:：]?\s*0(?!\d)\s*件?)|0\s*件?の(?:エラー|警告)|"
    r"(?:오류|경고)\s*(?:가\s*없|없|[:：]?\s*0(?!\d))|0\s*개의?\s*(?:오류|경고)"
)
_LONGEST = 600  # characters of a line that are looked at
_GAP = 9  # words at most that "…" stands for
_KEY = 3  # letters of a word whose beginning or end is given, by which it is found
_TOKENS = re.compile(r"\w+(?:['-]\w+)*")
_FOLDED = str.maketrans({"ß": "ss", "ł": "l", "ı": "i", "’": "'", "ʼ": "'"})


class Troubles:
    """Knows the words, and compares them one by one: a pattern of all would take long to make."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for words in _WORDS.values():
            for phrase in words.split("|"):
                if parts := tuple(fold(phrase.strip()).replace("…", " … ").split()):
                    self._by_first.setdefault(_key(parts[0]), []).append(parts)
        nones = "|".join(re.escape(fold(one.strip())) for one in _NONE.split("|"))
        self._none = re.compile(rf"(?<![\w.,])(?:{nones})\s+(?:[^\s,;:.!?()\d]+\s+){{0,2}}$|pas\s+d'$")
        self._not = re.compile(rf"(?<!\w)(?:{_NOT})\s+$")
        self._behind = re.compile(_BEHIND)

    def reads_so(self, line: str) -> bool:
        """Whether a line tells of trouble, or asks what one may lose by."""
        text = fold(line[:_LONGEST])
        if not text.isascii() and len(text) >= 4 and re.search(_PIECES, re.sub(_NONE_PIECES, "", text)):
            return True
        words = [_Word(one[0], one.start(), one.end()) for one in _TOKENS.finditer(text)]
        return len(words) >= 2 and any(self._begins(text, words, at) for at in range(len(words)))

    def _begins(self, text: str, words: Sequence["_Word"], at: int) -> bool:
        """Whether a phrase of trouble begins with this word, and is not said to be none."""
        word = words[at].text
        for key in {word, f"{word[:_KEY]}*", f"~{word[-_KEY:]}"}:
            for phrase in self._by_first.get(key, ()):
                end = _matched(text, words, at, phrase)
                if end and not self._is_none(text, words[at].start, end, single=len(phrase) == 1):
                    return True
        return False

    def _is_none(self, text: str, start: int, end: int, *, single: bool) -> bool:
        before, behind = text[max(0, start - 60) : start], text[end : end + 20]
        if self._behind.match(behind) or re.match(r"\.\w", behind):
            return True
        return bool(self._none.search(before) or (single and self._not.search(before)))


class _Word(NamedTuple):
    text: str
    start: int
    end: int


def _key(pattern: str) -> str:
    """Under what a phrase that begins so is kept: the word, or a part of it where only that is given."""
    if pattern.startswith("~"):
        return f"~{pattern[-_KEY:]}"
    return f"{pattern[:_KEY].rstrip('*')}*" if pattern.endswith("*") else pattern


def _matched(text: str, words: Sequence[_Word], at: int, phrase: Sequence[str]) -> int:
    """Where a phrase ends that begins with a word; 0 where it does not go on so."""
    gap = False
    for part in phrase:
        if part == "…":
            gap = True
            continue
        for ahead in range(_GAP if gap else 1):
            if at + ahead < len(words) and _fits(words[at + ahead].text, part):
                at += ahead
                break
        else:
            return 0
        before = text[words[at - 1].end : words[at].start] if at else ""
        if part is not phrase[0] and not gap and before.strip():
            return 0
        at, gap = at + 1, False
    return words[at - 1].end


def _fits(word: str, part: str) -> bool:
    if part.startswith("~"):
        return word.endswith(part[1:])
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


def fold(text: str) -> str:
    """Small letters without accents: what is left is read right more often."""
    small = text.lower().translate(_FOLDED)
    if small.isascii():
        return small
    plain = unicodedata.normalize("NFD", small)
    return unicodedata.normalize("NFC", "".join(ch for ch in plain if not "\u0300" <= ch <= "\u036f"))
