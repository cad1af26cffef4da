# ruff: noqa: RUF001 - letters of many alphabets
"""Which lines read like an error, a warning or a question that waits, in the languages that programs speak.

Letters are compared without their accents, which are misread easily. What is said to be none ("0 errors",
"keine Fehler", "no invalid certificates") is no trouble.
"""

import re
import unicodedata
from types import MappingProxyType

# Of each language: what something is called that went wrong, and whole phrases. "~" stands for any beginning,
# "…" for a few words.
_WORDS = MappingProxyType(
    {
        "en": """
            error|errors|failed|failure|failures|cannot|can't|could not|couldn't|unable to|
            denied|warning|warnings|not found|not responding|invalid|expired|unsaved|save changes|
            will be lost|are you sure|do you want|timed out|has crashed|stopped working|
            no space left|out of memory|no internet|not enough|corrupted
        """,
        "de": """
            ~fehler|~fehlern|fehlermeldung|fehlercode|fehlgeschlagen|fehlgeschlagene|konnte nicht|
            konnten nicht|kann nicht|konnen nicht|nicht moglich|nicht gefunden|verweigert|warnung|
            warnungen|reagiert nicht|ungultig|ungultige|ungultiger|ungultiges|abgelaufen|
            nicht gespeichert|nicht gespeicherte|gehen verloren|sind sie sicher|wirklich loschen|
            wirklich beenden|anderungen speichern|konnte…nicht|konnten…nicht|mochten sie…speichern|
            mochten sie…loschen|mochten sie…beenden|wollen sie…speichern|wollen sie…loschen|
            kein speicherplatz|keine verbindung|keine internetverbindung|zeituberschreitung|
            abgesturzt|funktioniert nicht mehr|nicht verfugbar
        """,
        "fr": """
            erreur|erreurs|echec|echoue|echouee|n'a pas pu|n'ont pas pu|ne peut pas|
            ne peuvent pas|impossible de|acces refuse|autorisation refusee|avertissement|
            avertissements|introuvable|introuvables|ne repond pas|ne repond plus|invalide|invalides|
            a expire|est expire|expiree|non enregistre|non enregistrees|seront perdues|
            etes-vous sur|enregistrer les modifications|voulez-vous…enregistrer|voulez-vous…supprimer|
            cesse de fonctionner|espace insuffisant|aucune connexion
        """,
        "es": """
            error|errores|fallo al|ha fallado|fallida|fallido|no se pudo|no se puede|no se pueden|
            no se ha podido|no pudo|imposible|denegado|denegada|advertencia|advertencias|
            no encontrado|no encontrada|no se encontro|no se ha encontrado|no responde|no valido|
            no valida|invalido|invalida|caducado|caducada|ha caducado|sin guardar|se perderan|
            esta seguro|guardar los cambios|desea…guardar|desea…eliminar|quieres…guardar|
            dejo de funcionar|no hay conexion|sin conexion
        """,
        "it": """
            errore|errori|non riuscito|non riuscita|fallito|fallita|impossibile|
            non e stato possibile|negato|accesso negato|avvertenza|attenzione|non trovato|
            non trovata|non risponde|non valido|non valida|scaduto|scaduta|non salvato|non salvate|
            andranno perse|andranno persi|verranno perse|sei sicuro|salvare le modifiche|
            vuoi…salvare|vuoi…eliminare|si desidera…salvare|ha smesso di funzionare|
            nessuna connessione|spazio insufficiente
        """,
        "pt": """
            erro|erros|falha|falhas|falhou|nao foi possivel|nao e possivel|impossivel|negado|
            acesso negado|nao encontrado|nao encontrada|nao responde|nao esta respondendo|invalido|
            invalida|expirado|expirada|expirou|nao salvas|nao guardadas|serao perdidas|tem certeza|
            tem a certeza|salvar as alteracoes|guardar as alteracoes|deseja…salvar|deseja…guardar|
            deseja…excluir|deseja…eliminar|parou de funcionar|sem conexao|sem ligacao
        """,
        "nl": """
            fout|fouten|foutmelding|foutcode|mislukt|kan niet worden|kon niet|konden niet|
            niet mogelijk|geweigerd|waarschuwing|waarschuwingen|niet gevonden|reageert niet|
            ongeldig|ongeldige|is verlopen|niet opgeslagen|gaan verloren|weet u zeker|weet je zeker|
            wijzigingen opslaan|wilt u…opslaan|wil je…opslaan|wilt u…verwijderen|werkt niet meer|
            geen verbinding
        """,
        "sv": """
            fel uppstod|ett fel|felmeddelande|felkod|misslyckades|kunde inte|kan inte|
            gick inte att|nekad|nekades|varning|varningar|hittades inte|svarar inte|ogiltig|
            ogiltigt|har gatt ut|osparade|gar forlorade|ar du saker|spara andringarna|vill du…spara|
            vill du…ta bort|slutat fungera|ingen anslutning
        """,
        "da": """
            fejl|fejlen|fejlkode|mislykkedes|kunne ikke|kan ikke|nægtet|advarsel|advarsler|
            ikke fundet|svarer ikke|ugyldig|ugyldigt|er udløbet|ikke gemt|gar tabt|er du sikker|
            gemme ændringerne|vil du…gemme|vil du…slette|holdt op med at virke
        """,
        "nb": """
            feil|feilen|feilkode|feilmelding|mislyktes|nektet|ikke funnet|er utløpt|ikke lagret|
            gar tapt|lagre endringene|vil du…lagre|sluttet a fungere
        """,
        "fi": """
            virhe|virheet|virheita|virhekoodi|epaonnistui|epaonnistunut|ei voitu|ei voida|
            ei onnistunut|evatty|estetty|varoitus|varoituksia|ei loydy|ei loytynyt|ei vastaa|
            virheellinen|vanhentunut|tallentamattomia|oletko varma|tallennetaanko|ei yhteytta
        """,
        "pl": """
            błąd|bledy|bledow|wystapil blad|nie udalo sie|nie mozna|nie powiodlo|nie powiodla|
            odmowa dostepu|odmowiono|ostrzezenie|ostrzezenia|nie znaleziono|nie odpowiada|
            nieprawidlowy|nieprawidlowe|nieprawidlowa|wygasl|wygasla|wygaslo|niezapisane|
            niezapisanych|zostana utracone|czy na pewno|zapisac zmiany|chcesz…zapisac|chcesz…usunac|
            przestal dzialac|brak polaczenia|brak miejsca
        """,
        "cs": """
            chyba|chyby|chyb|selhal|selhala|selhalo|selhani|nepodarilo|nelze|odepren|odepreno|
            varovani|upozorneni|nenalezen|nenalezena|nenalezeno|nebyl nalezen|neodpovida|neplatny|
            neplatne|neplatna|vyprsel|vyprsela|neulozene|neulozenych|budou ztraceny|opravdu chcete|
            ulozit zmeny|prestal fungovat
        """,
        "sk": """
            zlyhal|zlyhala|zlyhalo|nie je mozne|neda sa|zamietnuty|odmietnuty|varovanie|
            upozornenie|nenasiel|nenajdeny|neodpoveda|vyprsal|vyprsala|neulozene zmeny|
            budu stratene|naozaj chcete|ulozit zmeny
        """,
        "hu": """
            hiba tortent|hibauzenet|hibakod|hibak|sikertelen|nem sikerult|nem lehet|nem talalhato|
            nem valaszol|megtagadva|figyelmeztetes|figyelmeztetesek|ervenytelen|lejart|nem mentett|
            elvesznek|biztosan|menti a modositasokat
        """,
        "ro": """
            eroare|erori|esuat|esuata|nu s-a putut|nu a putut|nu se poate|refuzat|avertisment|
            avertismente|nu a fost gasit|nu raspunde|nevalid|nevalida|a expirat|nesalvate|
            se vor pierde|sunteti sigur|salvati modificarile
        """,
        "tr": """
            bir hata|hatasi|hatalari|hata olustu|hata kodu|basarisiz|kaydedilemedi|acilamadi|
            silinemedi|yuklenemedi|baglanilamadi|edilemedi|yapilamadi|reddedildi|uyari|uyarilar|
            bulunamadi|yanit vermiyor|gecersiz|suresi doldu|kaydedilmemis|kaybolacak|emin misiniz|
            kaydetmek istiyor musunuz
        """,
        "ru": """
            ошибка|ошибки|ошибок|не удалось|невозможно|не удается|отказано|предупреждение|
            предупреждения|не найден|не найдена|не найдено|не отвечает|недопустимый|недопустимое|
            неверный|неверное|истек|истекла|несохраненные|будут потеряны|вы уверены|
            сохранить изменения|прекращена работа|нет соединения
        """,
        "uk": """
            помилка|помилки|помилок|не вдалося|неможливо|відмовлено|попередження|не знайдено|
            не відповідає|недійсний|недійсне|незбережені|буде втрачено|ви впевнені|зберегти зміни
        """,
        "el": """
            σφαλμα|σφαλματα|αποτυχια|απετυχε|δεν ηταν δυνατη|δεν ειναι δυνατη|αδυνατη|
            προειδοποιηση|δεν βρεθηκε|δεν αποκρινεται|μη εγκυρο|μη εγκυρη|εληξε|ειστε βεβαιοι|
            αποθηκευση αλλαγων
        """,
    }
)
# Languages without spaces between words, or with endings on everything.
_PIECES = (
    "错误|失败|无法|警告|未找到|找不到|没有响应|无响应|无效|已过期|未保存|拒绝|确定要|是否保存|是否要|"
    "錯誤|失敗|無法|沒有回應|無效|已過期|未儲存|拒絕|確定要|是否儲存|"
    "エラー|できません|見つかりません|応答していません|応答なし|無効|期限切れ|保存されていません|拒否|"
    "よろしいですか|保存しますか|"
    "오류|실패|할 수 없|경고|찾을 수 없|응답하지 않|응답이 없|잘못된|만료|저장되지 않|거부|하시겠습니까|"
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
_FOLDED = str.maketrans({"ß": "ss", "ł": "l", "ı": "i", "’": "'", "ʼ": "'"})


class Troubles:
    """Knows the words; the patterns are made once."""

    def __init__(self) -> None:
        phrases = {fold(one.strip()) for words in _WORDS.values() for one in words.split("|")}
        rows = sorted(phrases, key=len, reverse=True)
        found = "|".join(
            re.escape(one).replace(r"\~", r"\w*").replace(r"\ ", r"\s+").replace("…", r"\b[^.!?]{1,60}?\b")
            for one in rows
        )
        self._words = re.compile(rf"(?<![\w-])(?:{found})(?![\w-]|\.\w)")
        nones = "|".join(re.escape(fold(one.strip())) for one in dict.fromkeys(_NONE.split("|")))
        self._none = re.compile(
            rf"(?<![\w.,])(?:{nones})\s+(?:[^\s,;:.!?()\d]+\s+){{0,2}}$|(?:sin|pas\s+d')\s*$"
        )
        self._not = re.compile(rf"(?<!\w)(?:{_NOT})\s+$")
        self._behind = re.compile(_BEHIND)
        self._pieces = re.compile(_PIECES)
        self._none_pieces = re.compile(_NONE_PIECES)

    def reads_so(self, line: str) -> bool:
        """Whether a line tells of trouble, or asks what one may lose by."""
        if self._pieces.search(self._none_pieces.sub("", fold(line))) and len(line) >= 4:
            return True
        text = fold(line)
        return len(text.split()) >= 2 and any(self._is_one(text, one) for one in self._words.finditer(text))

    def _is_one(self, text: str, found: "re.Match[str]") -> bool:
        before, behind = (
            text[max(0, found.start() - 60) : found.start()],
            text[found.end() : found.end() + 20],
        )
        if self._behind.match(behind):
            return False
        return not (self._none.search(before) or (self._not.search(before) and " " not in found[0]))


def fold(text: str) -> str:
    """Small letters without accents: what is left is read right more often."""
    small = text.lower().translate(_FOLDED)
    if small.isascii():
        return small
    plain = unicodedata.normalize("NFD", small)
    return unicodedata.normalize("NFC", "".join(ch for ch in plain if not "\u0300" <= ch <= "\u036f"))
