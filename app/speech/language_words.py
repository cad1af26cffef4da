# ruff: noqa: RUF001 - letters of many alphabets
"""The commonest words of each language, and those that signs, dialogs and notices are made of."""

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH = """
the a an of to and in is it you that was for on are with as at be this have from or had by not but what
all were when your can said there use each which do how their if will up other about out many then them
these so some her would make like him into has look more no way could people my than first been who now
find long down did get come may i we he she they its our us me his off per only any after before over new
here just where most please open close save cancel file error settings password page search today tomorrow
yes thank thanks free sale exit help home back next send delete found failed connection cannot update
updated closed minutes hours day days says picture photo screenshot document titled line lines text read
window button dialog message right left screen
"""
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "de": """
            der die das den dem des ein eine einen einem einer eines und oder aber nicht kein
            keine ist sind war wird werden wurde wurden haben hat sie ich wir ihr ihre ihren
            ihrem mit von vom zu zum zur für auf aus bei nach über unter durch im am als auch
            noch nur wenn dass bis um bitte sich mehr kann können konnte muss soll wie was wer
            wo hier heute morgen gestern geöffnet geschlossen datei dateien fehler speichern
            öffnen löschen abbrechen einstellungen kennwort passwort fehlgeschlagen gefunden
            verbindung uhr straße montag dienstag mittwoch donnerstag freitag samstag sonntag
            eingang ausgang verboten achtung vorsicht danke alle jetzt wirklich möchten konto
            suche seite weiter zurück betreten zugriff ungültig dieser diese dieses sehr
        """,
        "fr": """
            le la les un une des du de et ou mais ne pas est sont été être avoir vous nous je
            il elle ils votre vos notre nos dans sur sous avec sans pour par en au aux ce
            cette ces qui que dont où plus très aussi comme si ici aujourd'hui demain hier
            ouvert fermé fichier erreur enregistrer ouvrir supprimer annuler paramètres échec
            impossible connexion trouvé rue lundi mardi mercredi jeudi vendredi samedi
            dimanche sortie entrée interdit attention merci tous maintenant voulez compte
            recherche page suivant retour accès invalide veuillez défense l'accès n'est c'est
            d'un d'une qu'il s'est n'a
        """,
        "es": """
            el la los las un una unos unas y o pero no es son está están fue ser su sus usted
            nosotros yo con sin por para en de del al lo le se que como si más muy también
            cuando donde aquí hoy mañana ayer abierto cerrado archivo error guardar abrir
            eliminar cancelar ajustes contraseña conexión encontrado calle lunes martes
            miércoles jueves viernes sábado domingo salida entrada prohibido atención gracias
            todos ahora desea cuenta buscar página siguiente volver acceso pudo puede ha han
            este esta estos cerró seguro
        """,
        "it": """
            il lo la i gli le un uno una e o ma non è sono era essere ha hanno con senza per
            in di del della dello dei delle al alla alle dal dalla nel nella sul sulla che chi
            come se più molto anche quando dove qui oggi domani ieri aperto chiuso file errore
            salvare salva aprire eliminare annulla impostazioni connessione trovato via lunedì
            martedì mercoledì giovedì venerdì sabato domenica uscita entrata vietato
            attenzione grazie tutti ora vuoi cerca pagina avanti indietro accesso impossibile
            questo questa può si stato
        """,
        "pt": """
            o a os as um uma uns umas e ou mas não é são foi ser está estão seu sua seus suas
            você nós com sem por para em de do da dos das no na nos nas ao à que como se mais
            muito também quando onde aqui hoje amanhã ontem aberto fechado arquivo ficheiro
            erro guardar salvar abrir excluir cancelar configurações senha falha conexão
            ligação encontrado rua segunda-feira terça-feira quarta-feira quinta-feira
            sexta-feira sábado domingo saída entrada proibido atenção obrigado todos agora
            deseja conta página seguinte voltar acesso possível este esta pode ocorreu
        """,
        "nl": """
            de het een en of maar niet geen is zijn was wordt worden heeft hebben u uw wij ik
            hij zij met van voor op uit bij naar over onder door in als ook nog alleen wanneer
            dat dit die deze tot om zich meer kan kunnen moet wat wie waar hier vandaag morgen
            gisteren geopend gesloten bestand fout opslaan openen verwijderen annuleren
            instellingen wachtwoord mislukt gevonden verbinding uur straat maandag dinsdag
            woensdag donderdag vrijdag zaterdag zondag ingang uitgang verboden let bedankt
            alle nu wilt zoeken pagina volgende terug toegang ongeldig er aan
        """,
        "sv": """
            och att det som en ett är var inte på i av för med till den de om har kan ska från
            ni du vi han hon vid men eller så när här idag imorgon igår öppet öppen stängt
            stängd fil filen fel spara öppna ta bort avbryt inställningar lösenord
            misslyckades hittades anslutning gata måndag tisdag onsdag torsdag fredag lördag
            söndag ingång utgång förbjudet varning tack alla nu vill sök sidan nästa tillbaka
            åtkomst ogiltig kunde mycket mer
        """,
        "da": """
            og at det som en et er var ikke på i af for med til den de om har kan skal fra du
            vi han hun ved men eller så når her dag morgen åben åbent lukket fil filen fejl
            gem åbn slet annuller indstillinger adgangskode mislykkedes fundet forbindelse
            gade mandag tirsdag onsdag torsdag fredag lørdag søndag indgang udgang forbudt
            advarsel tak alle nu vil søg siden næste tilbage adgang ugyldig kunne blev meget
            mere
        """,
        "nb": """
            og at det som en et er var ikke på i av for med til den de om har kan skal fra du
            vi han hun ved men eller så når her dag morgen åpen åpent stengt fil filen feil
            lagre åpne slett avbryt innstillinger passord mislyktes funnet tilkobling gate
            mandag tirsdag onsdag torsdag fredag lørdag søndag inngang utgang forbudt advarsel
            takk alle nå vil søk siden neste tilbake tilgang ugyldig kunne ble veldig mer
        """,
        "fi": """
            ja on ei se että oli hän mutta ovat tai kun niin myös vain jos tämä tämän ole olla
            sekä voi voit jälkeen kanssa mukaan ennen tässä tänään huomenna eilen avoinna
            suljettu tiedosto tiedostoa virhe tallenna avaa poista peruuta asetukset salasana
            epäonnistui löytynyt yhteys katu maanantai tiistai keskiviikko torstai perjantai
            lauantai sunnuntai sisäänkäynti uloskäynti kielletty varoitus kiitos kaikki nyt
            haluatko haku sivu seuraava takaisin pääsy voitu olet
        """,
        "pl": """
            i w na z do nie się że jest to o po za od jak ale co tak czy dla przez przy już
            tylko są był była było może można ten ta te tego tym oraz lub pan pani gdy gdzie
            tu dziś dzisiaj jutro wczoraj otwarte zamknięte plik pliku błąd zapisz zapisać
            otwórz otworzyć usuń anuluj ustawienia hasło udało znaleziono połączenie ulica
            poniedziałek wtorek środa czwartek piątek sobota niedziela wejście wyjście zakaz
            uwaga dziękujemy wszystkie teraz chcesz szukaj strona dalej wstecz dostęp
            nieprawidłowe proszę
        """,
        "cs": """
            a v na se je že s z do o i k ve pro za by ale jako po si tak byl byla bylo jsou ze
            od nebo při už jen není který která které toto tento vás vám můžete když kde zde
            dnes zítra včera otevřeno zavřeno soubor chyba uložit otevřít smazat zrušit
            nastavení heslo nepodařilo nenalezen nalezen připojení ulice pondělí úterý středa
            čtvrtek pátek sobota neděle vchod východ zákaz pozor děkujeme všechny nyní chcete
            hledat stránka další zpět přístup neplatné prosím lze
        """,
        "sk": """
            a v na sa je že s z do o i k vo pre za by ale ako po si tak bol bola bolo sú zo od
            alebo pri už len nie ktorý ktorá ktoré toto tento vás vám môžete keď kde tu dnes
            zajtra včera otvorené zatvorené súbor chyba uložiť otvoriť odstrániť zrušiť
            nastavenia heslo nepodarilo nájdený pripojenie ulica pondelok utorok streda
            štvrtok piatok sobota nedeľa vchod východ zákaz pozor ďakujeme všetky teraz chcete
            hľadať stránka ďalej späť prístup neplatné prosím
        """,
        "hu": """
            a az és hogy nem is egy ez de van volt meg csak már ha vagy mint még ki le fel el
            sem nincs lehet kell minden itt ma holnap tegnap nyitva zárva fájl hiba mentés
            mentése megnyitás törlés mégse beállítások jelszó sikerült található kapcsolat
            utca hétfő kedd szerda csütörtök péntek szombat vasárnap bejárat kijárat tilos
            vigyázat figyelem köszönjük most szeretné keresés oldal tovább vissza hozzáférés
            érvénytelen kérjük után
        """,
        "ro": """
            și în de la cu pe nu o un este sunt a al ale care din pentru că mai se sau dar
            după până dacă când unde aici azi astăzi mâine ieri deschis închis fișier fișierul
            eroare salvare salvați deschide ștergere anulare setări parolă eșuat găsit
            conexiune strada luni marți miercuri joi vineri sâmbătă duminică intrare ieșire
            interzis atenție mulțumim toate acum doriți căutare pagina înainte înapoi acces
            invalid putut fost
        """,
        "tr": """
            ve bir bu için ile de da değil var yok olan olarak gibi çok daha en ne ya veya ama
            kadar sonra önce şimdi burada bugün yarın dün açık kapalı dosya hata kaydet aç sil
            iptal ayarlar şifre parola başarısız bulunamadı bağlantı sokak pazartesi salı
            çarşamba perşembe cuma cumartesi pazar giriş çıkış yasak dikkat teşekkürler tüm
            ara sayfa ileri geri erişim geçersiz lütfen oldu edilemedi istiyor musunuz mı mi
        """,
        "hr": """
            i u na je se da za od s su ne kao ali o po bi ili što koji koja koje iz do samo
            već nije nema može ovdje danas sutra jučer otvoreno zatvoreno datoteka pogreška
            spremi otvori izbriši odustani postavke lozinka uspjelo pronađena pronađen veza
            ulica ponedjeljak utorak srijeda četvrtak petak subota nedjelja ulaz izlaz
            zabranjeno pozor oprez hvala sve sada želite traži stranica dalje natrag pristup
            nevažeća molimo
        """,
        "id": """
            yang dan di ke dari untuk tidak ini itu dengan pada adalah akan atau dalam oleh
            sudah bisa dapat ada anda kami saya kita juga karena jika telah lebih tutup buka
            hari besok kemarin berkas galat kesalahan simpan hapus batal pengaturan sandi
            gagal ditemukan koneksi jalan senin selasa rabu kamis jumat sabtu minggu masuk
            keluar dilarang perhatian terima kasih semua sekarang cari halaman lanjut kembali
            akses
        """,
        "vi": """
            và của là có không được các một cho trong đã người những này với để khi đến từ tại
            về như bạn cũng nhưng hoặc vui lòng tệp lỗi lưu mở xóa hủy cài đặt mật khẩu thất
            bại tìm thấy kết nối đường thứ chủ nhật lối vào ra cấm chú ý cảm ơn tất cả bây giờ
            trang tiếp quay lại truy cập hôm nay
        """,
    }
)
