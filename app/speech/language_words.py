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
            suche seite weiter zurück betreten zugriff ungültig dieser diese dieses sehr beim
            es anzeigen ungültige sein angegeben wert unterstützt ausgeben verwendet
            ungültiger zeichen verwenden verzeichnis ob lesen fest legt anzahl optionen zeile
            enthält typ daten liste warnung größe möglich gesetzt ausgabe befehl ohne gibt
            schlüssel setzen erwartet außerhalb falls aufruf zwischen paket zeichenkette
            adresse breite fenster ende beenden schreiben ignoriert feld bereichs ungültiges
        """,
        "fr": """
            le la les un une des du de et ou mais ne pas est sont été être avoir vous nous je
            il elle ils votre vos notre nos dans sur sous avec sans pour par en au aux ce
            cette ces qui que dont où plus très aussi comme si ici aujourd'hui demain hier
            ouvert fermé fichier erreur enregistrer ouvrir supprimer annuler paramètres échec
            impossible connexion trouvé rue lundi mardi mercredi jeudi vendredi samedi
            dimanche sortie entrée interdit attention merci tous maintenant voulez compte
            recherche page suivant retour accès invalide veuillez défense l'accès n'est c'est
            d'un d'une qu'il s'est n'a non nom peut données afficher valeur fichiers taille
            indique ligne défaut lors doit répertoire nombre vers liste utiliser pu lecture
            système aucun trop symbole charge créer lire inconnu commande fin paquet aucune
            champ chaîne texte serveur caractères réadressage mémoire contrôle symboles lien
            défini utilisé l'option caractère l'élément valide interne contenu entre noms
            processus numéro longueur l'image affiche inconnue lignes fenêtre avertissement
            couleur niveau contient
        """,
        "es": """
            el la los las un una unos unas y o pero no es son está están fue ser su sus usted
            nosotros yo con sin por para en de del al lo le se que como si más muy también
            cuando donde aquí hoy mañana ayer abierto cerrado archivo error guardar abrir
            eliminar cancelar ajustes contraseña conexión encontrado calle lunes martes
            miércoles jueves viernes sábado domingo salida entrada prohibido atención gracias
            todos ahora desea cuenta buscar página siguiente volver acceso pudo puede ha han
            este esta estos cerró seguro fichero nombre tipo datos número valor indica sección
            debe modo versión imagen tamaño opción tiene falló hay directorio válido muestra
            línea mostrar información símbolo aviso etiqueta lista opciones crear sistema
            dirección desconocido sobre formato inválido archivos leer elemento reubicación
            fallo usuario código texto paquete cadena servidor ficheros necesita usar espacio
            objeto sólo pueden tabla memoria ventana rango obtener enlace caracteres carácter
            tiempo establecer dispositivo existe actual barra configuración documento estado
            contenido teclas programa registro contiene entre carpeta
        """,
        "it": """
            il lo la i gli le un uno una e o ma non è sono era essere ha hanno con senza per
            in di del della dello dei delle al alla alle dal dalla nel nella sul sulla che chi
            come se più molto anche quando dove qui oggi domani ieri aperto chiuso file errore
            salvare salva aprire eliminare annulla impostazioni connessione trovato via lunedì
            martedì mercoledì giovedì venerdì sabato domenica uscita entrata vietato
            attenzione grazie tutti ora vuoi cerca pagina avanti indietro accesso impossibile
            questo questa può si stato nome da tipo valido indica valore riuscita dati
            versione numero carattere su riga mostra dimensione informazioni posizione sezione
            deve modalità solo viene pacchetto lettura nessun testo sconosciuto valida sistema
            opzioni formato finestra richiesta stampa chiave usare immagine colore spazio
            comando opzione imposta usa documento tasti predefinito contiene nessuna usato
            codice creare stringa leggere specificato caratteri tabella autenticazione memoria
            cui durante campo uso fine barra prima livello larghezza elenco
        """,
        "pt": """
            o a os as um uma uns umas e ou mas não é são foi ser está estão seu sua seus suas
            você nós com sem por para em de do da dos das no na nos nas ao à que como se mais
            muito também quando onde aqui hoje amanhã ontem aberto fechado arquivo ficheiro
            erro guardar salvar abrir excluir cancelar configurações senha falha conexão
            ligação encontrado rua segunda-feira terça-feira quarta-feira quinta-feira
            sexta-feira sábado domingo saída entrada proibido atenção obrigado todos agora
            deseja conta página seguinte voltar acesso possível este esta pode ocorreu nome
            impossível inválido tipo tamanho linha dados valor número padrão opção tem lista
            versão imagem aviso sistema texto secção modo deve criar pacote desconhecido
            ficheiros falhou pasta ler mostrar espaço arquivos formato opções inválida barra
            nenhum uso janela comando definir caracteres símbolo suporte diretório argumento
            autenticação chave obter cor informação documento cabeçalho usar largura definido
            nível usa campo necessária componente endereço tempo pelo memória linhas entre
            mostra tabela nomes contém grupo conteúdo configuração
        """,
        "nl": """
            de het een en of maar niet geen is zijn was wordt worden heeft hebben u uw wij ik
            hij zij met van voor op uit bij naar over onder door in als ook nog alleen wanneer
            dat dit die deze tot om zich meer kan kunnen moet wat wie waar hier vandaag morgen
            gisteren geopend gesloten bestand fout opslaan openen verwijderen annuleren
            instellingen wachtwoord mislukt gevonden verbinding uur straat maandag dinsdag
            woensdag donderdag vrijdag zaterdag zondag ingang uitgang verboden let bedankt
            alle nu wilt zoeken pagina volgende terug toegang ongeldig er aan te ongeldige
            tonen optie naam map gebruiken gebruikt gebruik vereist waarde standaard aantal
            dan bestanden gegeven kon maken lezen aanmaken regel bevat pakket lijst instellen
            tekst teken versie huidige veld onbekende onbekend authenticatie grootte gaan
            andere ondersteund apparaat venster waarschuwing zonder één tussen beschikbaar
            schrijven opgegeven na bestaat systeem opties modus uitvoer nieuwe indien geheugen
            mag breedte tekenreeks bereik getal plaats moeten symbolische programma koppeling
            genegeerd toetsen ruimte
        """,
        "sv": """
            och att det som en ett är var inte på i av för med till den de om har kan ska från
            ni du vi han hon vid men eller så när här idag imorgon igår öppet öppen stängt
            stängd fil filen fel spara öppna ta bort avbryt inställningar lösenord
            misslyckades hittades anslutning gata måndag tisdag onsdag torsdag fredag lördag
            söndag ingång utgång förbjudet varning tack alla nu vill sök sidan nästa tillbaka
            åtkomst ogiltig kunde mycket mer visa denna namn huruvida ingen ut vara måste
            okänd använd ogiltigt skriv över detta skapa inga finns efter stöds läsa filer än
            endast tecken storlek lista katalog värde antal krävs kommer upp innehåller inget
            felaktigt ange flaggor ej sektion okänt objekt används användning använda typ rad
            flaggan flagga slut autentisering felaktig internt utan hitta samma mellan skriva
            minne visas använder hämta andra sektionen utanför användas omlokalisering paket
            istället aktivera läs tagg varje får
        """,
        "da": """
            og at det som en et er var ikke på i af for med til den de om har kan skal fra du
            vi han hun ved men eller så når her dag morgen åben åbent lukket fil filen fejl
            gem åbn slet annuller indstillinger adgangskode mislykkedes fundet forbindelse
            gade mandag tirsdag onsdag torsdag fredag lørdag søndag indgang udgang forbudt
            advarsel tak alle nu vil søg siden næste tilbage adgang ugyldig kunne blev meget
            mere der ingen brug ukendt vis hvis denne ugyldigt dette navn kun være bruges tegn
            filer efter under flag angivet værdi uden kræves indeholder udskriv bruger åbne
            godkendelse antal størrelse venstre understøttes flere højre vises oprette findes
            sæt linje samme katalog afsnit intet finde liste mellem nuværende brugt op læse
            relokering mærke gå streng mellemrum taster niveau uventet programmer før mangler
            tom bredde sat mappe blive stedet tal allerede tekst hver skift kommando givet ny
            andre
        """,
        "nb": """
            og at det som en et er var ikke på i av for med til den de om har kan skal fra du
            vi han hun ved men eller så når her dag morgen åpen åpent stengt fil filen feil
            lagre åpne slett avbryt innstillinger passord mislyktes funnet tilkobling gate
            mandag tirsdag onsdag torsdag fredag lørdag søndag inngang utgang forbudt advarsel
            takk alle nå vil søk siden neste tilbake tilgang ugyldig kunne ble veldig mer
            klarte bruk ingen ut navn valgt vis hvis skriv denne tegn under brukes antall må
            filer ukjent dette opp flere være valg verdi etter linje inn enn størrelse bare
            venstre fila vises inndata endre slå høyre gå satt valget inneholder liste mappe
            lenke velge stedet mellom bruker mangler velg bruke allerede skrive ned bredde
            blir versjon før tall skriver tekst hente lesing lese konvolutt finnes fant linjer
            støttet streng uten mellomrom gyldig sett flytt kommando informasjon oppgitt
        """,
        "fi": """
            ja on ei se että oli hän mutta ovat tai kun niin myös vain jos tämä tämän ole olla
            sekä voi voit jälkeen kanssa mukaan ennen tässä tänään huomenna eilen avoinna
            suljettu tiedosto tiedostoa virhe tallenna avaa poista peruuta asetukset salasana
            epäonnistui löytynyt yhteys katu maanantai tiistai keskiviikko torstai perjantai
            lauantai sunnuntai sisäänkäynti uloskäynti kielletty varoitus kiitos kaikki nyt
            haluatko haku sivu seuraava takaisin pääsy voitu olet virheellinen nimi tuntematon
            näytä tiedoston koko liian valitsin käytä kuin vaaditaan tyyppi älä todennus aseta
            käyttö käyttää versio arvo uudelleen lisää sen tulosta lukea siirry sisältää tyhjä
            asetettu leveys avata käyttäen valitsimet sisällä määritelty käytöstä jo määrä
            järjestelmän olemassa annettu kohteessa oikea lohko joka odottamaton loppu
            sisäinen muistia luoda osoite valitse tuettu pituus vaatii varten käyttöön symboli
            lohkossa merkki tunnistamaton sijoitus puuttuu kirjekuori tila siirrä voida ikkuna
            vasen siirros väri kohteen oletus valittu onnistu komento ohjelman sijainti
            englantilainen rivi lukeminen lohkon mitään
        """,
        "pl": """
            i w na z do nie się że jest to o po za od jak ale co tak czy dla przez przy już
            tylko są był była było może można ten ta te tego tym oraz lub pan pani gdy gdzie
            tu dziś dzisiaj jutro wczoraj otwarte zamknięte plik pliku błąd zapisz zapisać
            otwórz otworzyć usuń anuluj ustawienia hasło udało znaleziono połączenie ulica
            poniedziałek wtorek środa czwartek piątek sobota niedziela wejście wyjście zakaz
            uwaga dziękujemy wszystkie teraz chcesz szukaj strona dalej wstecz dostęp
            nieprawidłowe proszę określa być nazwa brak wartość podczas plików danych jako ma
            aby katalogu bez opcja nazwy powiodło liczba linii wartości pamięci znak typ
            rozmiar jeśli znaków informacji użytkownika zawiera tryb programu obrazu musi
            wymagane znacznik użycie obraz lista ze pakietu wyświetla czas uwierzytelnienie
            ustawienie opcji typu systemu archiwum nieznany błędny dokument został szerokość
            okna wersji utworzyć opcje albo błędna niż należy zamiast nieprawidłowy czasu
            elementu wypisanie katalog wyświetlanie dane jeżeli między urządzenia polecenie
            podano więcej znaku kolor nazw polecenia nieprawidłowa składnia
        """,
        "cs": """
            a v na se je že s z do o i k ve pro za by ale jako po si tak byl byla bylo jsou ze
            od nebo při už jen není který která které toto tento vás vám můžete když kde zde
            dnes zítra včera otevřeno zavřeno soubor chyba uložit otevřít smazat zrušit
            nastavení heslo nepodařilo nenalezen nalezen připojení ulice pondělí úterý středa
            čtvrtek pátek sobota neděle vchod východ zákaz pozor děkujeme všechny nyní chcete
            hledat stránka další zpět přístup neplatné prosím lze nelze souboru název být
            jestli má neplatný přepínač selhalo hodnota typ velikost výchozí jméno soubory
            počet seznam znak příliš souborů verze pouze číslo použití adresář vytvořit
            zařízení ověření musí režim čtení bez zobrazit systému použít řádku vyžadováno
            odkaz aplikace řádek vypíše žádné pokud možné výstup více dokument informace
            použije než místo okno obrázek příkaz řetězec zapnuto standardní nastavit žádný
            formát bude balíku nezdařilo umístění hodnoty položky obsahuje neplatná nebylo
            funkce typu přepínače šířka mezi kód neznámý paměti získat vstupu čas již varování
            prostředí před
        """,
        "sk": """
            a v na sa je že s z do o i k vo pre za by ale ako po si tak bol bola bolo sú zo od
            alebo pri už len nie ktorý ktorá ktoré toto tento vás vám môžete keď kde tu dnes
            zajtra včera otvorené zatvorené súbor chyba uložiť otvoriť odstrániť zrušiť
            nastavenia heslo nepodarilo nájdený pripojenie ulica pondelok utorok streda
            štvrtok piatok sobota nedeľa vchod východ zákaz pozor ďakujeme všetky teraz chcete
            hľadať stránka ďalej späť prístup neplatné prosím názov možné súboru či určuje má
            byť typ hodnota ak neplatný zobraziť veľkosť zlyhalo počet obrázok režim žiadne
            použiť súborov dokument súbory nedá zoznam číslo okno prvok vytvoriť obrázku
            príliš iba verzia formát obsahuje voľba voľby adresár šírka vyžaduje musí majú
            znak neznámy overenie použitie nastaviť aplikácie odkaz informácie bez značka
            medzi pamäť reťazec hodnoty totožnosti obsah balík pomocou táto archív balíka
            neplatná zariadenie údaje písma bude farba pamäte okna riadok programu súbore kód
            čas nastavenie príkaz ikony povoliť kľúč stav obálka pred
        """,
        "hu": """
            a az és hogy nem is egy ez de van volt meg csak már ha vagy mint még ki le fel el
            sem nincs lehet kell minden itt ma holnap tegnap nyitva zárva fájl hiba mentés
            mentése megnyitás törlés mégse beállítások jelszó sikerült található kapcsolat
            utca hétfő kedd szerda csütörtök péntek szombat vasárnap bejárat kijárat tilos
            vigyázat figyelem köszönjük most szeretné keresés oldal tovább vissza hozzáférés
            érvénytelen kérjük után szükséges elem meghiúsult megjelenítése alapértelmezett
            kapcsoló akkor beállítása következő hitelesítés túl ismeretlen megadva használata
            sikertelen által támogatott kiírása érték fájlok neve új ablak ne szabványos sor
            címke üres használt rendszer kép felületi megadott fájlt név könyvtár alkalmazás
            dokumentum érvényes kívül helyett több mód száma engedélyezése jobb használat
            szöveg ezen használja halott parancs listája billentyűk kulcs bal bemeneti csomag
            hely figyelmen figyelmeztetés például tartalmaz függőleges felhasználó eszköz
            teljes karakter gyermek ugrás művelet való bemenet lett nincsenek vége boríték
            szimbolikus hang szám ikon helyi
        """,
        "ro": """
            și în de la cu pe nu o un este sunt a al ale care din pentru că mai se sau dar
            după până dacă când unde aici azi astăzi mâine ieri deschis închis fișier fișierul
            eroare salvare salvați deschide ștergere anulare setări parolă eșuat găsit
            conexiune strada luni marți miercuri joi vineri sâmbătă duminică intrare ieșire
            interzis atenție mulțumim toate acum doriți căutare pagina înainte înapoi acces
            invalid putut fost poate să s-a nume fi tip numele ca afișează fie specifică
            secțiunea fără trebuie acest fișierului există nevalid avertisment ar numărul
            fișiere prea această dimensiunea informații valoare valoarea ce necunoscut modul
            timp trebui imagine nevalidă utilizează versiune spațiu opțiunea versiunea arată
            număr necesară conține implicit doar pot tipul opțiuni dreapta internă opțiune
            mare autentificarea stânga linie taste listă realocare va secțiune necunoscută
            culoare despre memorie fișierele crea utilizare citi niciun activează lista lui
            conținutul fereastra nicio între sus
        """,
        "tr": """
            ve bir bu için ile de da değil var yok olan olarak gibi çok daha en ne ya veya ama
            kadar sonra önce şimdi burada bugün yarın dün açık kapalı dosya hata kaydet aç sil
            iptal ayarlar şifre parola başarısız bulunamadı bağlantı sokak pazartesi salı
            çarşamba perşembe cuma cumartesi pazar giriş çıkış yasak dikkat teşekkürler tüm
            ara sayfa ileri geri erişim geçersiz lütfen oldu edilemedi istiyor musunuz mı mi
            dosyası adı öntanımlı girdi türü göster satır bilinmeyen hatası veri çıktı uyarı
            geçerli karakter yeniden değer yalnızca yeni fazla sürüm büyük zaman boş kimlik
            değeri bellek son tarafından tipi içinde kullanıcı seçeneği yerine üst yer seçenek
            izin eğer kaynak dizin resim sayısı metin standart kullan paket uygulama dizini
            özel yerel olmayan bölüm alanı kipi eksik aynı desteklenmiyor listesi belgesi
            bilgi sistem simge yazı kullanım komut boyutu anahtar dışı renk yazdır alan mevcut
            görüntüsü sağ açılamadı yazılım doğrulaması dosyaları sembol sahip hedef sürümü
            ise başlık
        """,
        "hr": """
            i u na je se da za od s su ne kao ali o po bi ili što koji koja koje iz do samo
            već nije nema može ovdje danas sutra jučer otvoreno zatvoreno datoteka pogreška
            spremi otvori izbriši odustani postavke lozinka uspjelo pronađena pronađen veza
            ulica ponedjeljak utorak srijeda četvrtak petak subota nedjelja ulaz izlaz
            zabranjeno pozor oprez hvala sve sada želite traži stranica dalje natrag pristup
            nevažeća molimo datoteke moguće greška ako li broj biti treba datoteku pri ime
            vrijednost naziv opcija koristi nevaljani vrsta slika sa znak tipke prikaži
            potrebna bez slike će direktorij dokument ispiše nemoguće više veličina podataka
            ovjera kada oznaka slova popis sustava način vrijeme mogu mora ima redak
            vrijednosti opcije ovaj upozorenje boja prozor nevaljana širina sadrži tipka
            znakova zadano umjesto memorije otvoriti uporaba tekst sadržaj prozora koristiti
            ova između uređaj korisnika zapis aplikacije nakon imena postoji veličine
            standardni polja prije oznake rabi programa nisu vrste prostor
        """,
        "id": """
            yang dan di ke dari untuk tidak ini itu dengan pada adalah akan atau dalam oleh
            sudah bisa dapat ada anda kami saya kita juga karena jika telah lebih tutup buka
            hari besok kemarin berkas galat kesalahan simpan hapus batal pengaturan sandi
            gagal ditemukan koneksi jalan senin selasa rabu kamis jumat sabtu minggu masuk
            keluar dilarang perhatian terima kasih semua sekarang cari halaman lanjut kembali
            akses tak nama apakah nilai tipe sebuah tombol daerah simbol saat baris aplikasi
            pilihan ukuran tampilkan ketika versi masukan peringatan suatu direktori karakter
            bukan sebagai relokasi membuat daftar memiliki bagi didukung sistem alamat dikenal
            hanya keluaran bagian kunci teks digunakan objek membuka warna pengguna sumber
            perintah paket waktu ikon jendela panjang dokumen secara informasi tanda
            menentukan sama membaca harus diperlukan argumen kanan gunakan lokasi terlalu
            gambar perangkat berisi kosong citra otentikasi menggunakan lebar baru sedang isi
            anak nomor tingkat kiri jangan tanpa diketahui ditampilkan
        """,
        "vi": """
            và của là có không được các một cho trong đã người những này với để khi đến từ tại
            về như bạn cũng nhưng hoặc vui lòng tệp lỗi lưu mở xóa hủy cài đặt mật khẩu thất
            bại tìm thấy kết nối đường thứ chủ nhật lối vào ra cấm chú ý cảm ơn tất cả bây giờ
            trang tiếp quay lại truy cập hôm nay
        """,
    }
)
