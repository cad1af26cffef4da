<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>AppearanceGroup</name>
    <message>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>&amp;Text size</source>
        <translation>&amp;Textgröße</translation>
    </message>
    <message>
        <source>In percent of the system&apos;s text size.</source>
        <translation>In Prozent der Textgröße des Systems.</translation>
    </message>
    <message>
        <source> percent</source>
        <translation> Prozent</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>High contrast is white and yellow on black.</source>
        <translation>Hoher Kontrast ist Weiß und Gelb auf Schwarz.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>&amp;Reduced motion</source>
        <translation>&amp;Weniger Bewegung</translation>
    </message>
    <message>
        <source>Nothing moves or blinks by itself.</source>
        <translation>Nichts bewegt sich oder blinkt von selbst.</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>Of the window. It changes when Earsight starts the next time.</source>
        <translation>Die Sprache des Fensters. Sie wechselt, wenn Earsight das nächste Mal startet.</translation>
    </message>
</context>
<context>
    <name>AskLine</name>
    <message>
        <source>Ask</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>&amp;Question about: {what}</source>
        <translation>&amp;Frage zu: {what}</translation>
    </message>
    <message>
        <source>Question about: {what}</source>
        <translation>Frage zu: {what}</translation>
    </message>
    <message>
        <source>Type a question and press Return. Escape leaves without asking.</source>
        <translation>Schreiben Sie eine Frage und drücken Sie Eingabe. Escape verlässt das Feld, ohne zu fragen.</translation>
    </message>
    <message>
        <source>Leaves without asking, and opens the page where larger models are installed.</source>
        <translation>Schließt, ohne zu fragen, und öffnet die Seite, auf der größere Modelle installiert werden.</translation>
    </message>
    <message>
        <source>Go to &amp;Models</source>
        <translation>&amp;Zu den Modellen</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Leave everything as it is. Escape does the same.</source>
        <translation>Alles lassen, wie es ist. Escape tut dasselbe.</translation>
    </message>
</context>
<context>
    <name>Assistant</name>
    <message>
        <source>There is no image on the clipboard.</source>
        <translation>In der Zwischenablage ist kein Bild.</translation>
    </message>
    <message>
        <source>Copy an image or an image file first.</source>
        <translation>Kopieren Sie zuerst ein Bild oder eine Bilddatei.</translation>
    </message>
    <message>
        <source>Nothing was kept yet.</source>
        <translation>Es wurde noch nichts aufbewahrt.</translation>
    </message>
    <message>
        <source>That is the oldest.</source>
        <translation>Das ist das Älteste.</translation>
    </message>
    <message>
        <source>Live region off.</source>
        <translation>Live-Bereich aus.</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>&amp;Open…</source>
        <translation>&amp;Öffnen…</translation>
    </message>
    <message>
        <source>Choose an image file and hear what it shows.</source>
        <translation>Eine Bilddatei wählen und hören, was sie zeigt.</translation>
    </message>
    <message>
        <source>&amp;Paste image</source>
        <translation>Bild &amp;einfügen</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>Describe the image on the clipboard.</source>
        <translation>Das Bild aus der Zwischenablage beschreiben.</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Close Earsight.</source>
        <translation>Earsight schließen.</translation>
    </message>
    <message>
        <source>&amp;Describe, more</source>
        <translation>&amp;Beschreiben, mehr</translation>
    </message>
    <message>
        <source>Hear more about the picture: first in detail, then everything. Space does the same on the picture.</source>
        <translation>Mehr über das Bild hören: erst genauer, dann alles. Auf dem Bild tut die Leertaste dasselbe.</translation>
    </message>
    <message>
        <source>&amp;Ask a question</source>
        <translation>&amp;Frage stellen</translation>
    </message>
    <message>
        <source>Go to the field for questions about the picture. Return sends the question.</source>
        <translation>Zum Feld für Fragen über das Bild gehen. Eingabe schickt die Frage ab.</translation>
    </message>
    <message>
        <source>&amp;Repeat</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Hear the latest description again.</source>
        <translation>Die letzte Beschreibung noch einmal hören.</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Stopp</translation>
    </message>
    <message>
        <source>Stop looking and fall silent.</source>
        <translation>Nicht mehr hinsehen und verstummen.</translation>
    </message>
    <message>
        <source>&amp;Copy description</source>
        <translation>Beschreibung &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copy the latest description. While text is selected, the first key copies that text instead.</source>
        <translation>Die letzte Beschreibung kopieren. Ist Text ausgewählt, kopiert die erste Taste stattdessen diesen.</translation>
    </message>
    <message>
        <source>&amp;Explore</source>
        <translation>&amp;Erkunden</translation>
    </message>
    <message>
        <source>Go about in the picture by keys, from item to item. E does the same on the picture, Escape ends it.</source>
        <translation>Das Bild mit Tasten erkunden, von einem Element zum nächsten. Auf dem Bild tut E dasselbe, Escape beendet es.</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>List the keys.</source>
        <translation>Die Tasten auflisten.</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Image</source>
        <translation>B&amp;ild</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
</context>
<context>
    <name>ConversationPage</name>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>There is nothing to talk about yet.</source>
        <translation>Es gibt noch nichts, worüber man reden könnte.</translation>
    </message>
    <message>
        <source>&amp;Ask</source>
        <translation>&amp;Fragen</translation>
    </message>
    <message>
        <source>Send the question.</source>
        <translation>Die Frage abschicken.</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation>&amp;Mehr</translation>
    </message>
    <message>
        <source>Hear more about the picture.</source>
        <translation>Mehr über das Bild hören.</translation>
    </message>
    <message>
        <source>&amp;Copy all</source>
        <translation>Alles &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy the whole conversation.</source>
        <translation>Das ganze Gespräch kopieren.</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Speichern…</translation>
    </message>
    <message>
        <source>Save the whole conversation as a text file.</source>
        <translation>Das ganze Gespräch als Textdatei speichern.</translation>
    </message>
    <message>
        <source>About: {name}</source>
        <translation>Über: {name}</translation>
    </message>
    <message>
        <source>Con&amp;versation</source>
        <translation>Gesp&amp;räch</translation>
    </message>
    <message>
        <source>Ask about the &amp;picture</source>
        <translation>Frage zum Bi&amp;ld</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>You: {words}</source>
        <translation>Sie: {words}</translation>
    </message>
    <message>
        <source>Earsight: {words}</source>
        <translation>Earsight: {words}</translation>
    </message>
    <message>
        <source>There is nothing to copy yet.</source>
        <translation>Es gibt noch nichts zu kopieren.</translation>
    </message>
    <message>
        <source>The conversation was copied.</source>
        <translation>Das Gespräch wurde kopiert.</translation>
    </message>
    <message>
        <source>There is nothing to save yet.</source>
        <translation>Es gibt noch nichts zu speichern.</translation>
    </message>
    <message>
        <source>conversation.txt</source>
        <translation>gespraech.txt</translation>
    </message>
    <message>
        <source>The conversation could not be saved there. Choose another folder.</source>
        <translation>Das Gespräch ließ sich dort nicht speichern. Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>Gespeichert als {name}.</translation>
    </message>
    <message>
        <source>Save the conversation</source>
        <translation>Gespräch speichern</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>All that was said and asked about the picture, and a field for the next question.
The arrow keys walk along the turns, Control C copies one.</source>
        <translation>Alles, was über das Bild gesagt und gefragt wurde, und ein Feld für die nächste Frage.
Die Pfeiltasten gehen von einem zum nächsten, Control C kopiert eines.</translation>
    </message>
</context>
<context>
    <name>DescribePage</name>
    <message>
        <source>Describe</source>
        <translation>Beschreiben</translation>
    </message>
    <message>
        <source>Show &amp;boxes</source>
        <translation>Kästen &amp;zeigen</translation>
    </message>
    <message>
        <source>Draws a box round everything that was found in the picture, for eyes that see a little.</source>
        <translation>Zeichnet einen Kasten um alles, was im Bild gefunden wurde, für Augen, die ein wenig sehen.</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>What the picture shows, sentence by sentence. Read only.</source>
        <translation>Was das Bild zeigt, Satz für Satz. Nur zum Lesen.</translation>
    </message>
    <message>
        <source>What the picture shows is written here.</source>
        <translation>Hier steht, was das Bild zeigt.</translation>
    </message>
    <message>
        <source>Ready.</source>
        <translation>Bereit.</translation>
    </message>
    <message>
        <source>Pict&amp;ure</source>
        <translation>Bi&amp;ld</translation>
    </message>
    <message>
        <source>&amp;Ask about the picture</source>
        <translation>&amp;Frage zum Bild</translation>
    </message>
    <message>
        <source>Descrip&amp;tion</source>
        <translation>Besch&amp;reibung</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Picture and description</source>
        <translation>Bild und Beschreibung</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>How much of the video was looked at</source>
        <translation>Wie viel vom Video angesehen wurde</translation>
    </message>
    <message>
        <source>A picture and what it shows in words; below, questions about it are asked.
Space on the picture tells more, E explores it by keys.</source>
        <translation>Ein Bild und was es zeigt, in Worten; darunter werden Fragen dazu gestellt.
Die Leertaste auf dem Bild erzählt mehr, E erkundet es mit Tasten.</translation>
    </message>
</context>
<context>
    <name>DescribingGroup</name>
    <message>
        <source>Describing</source>
        <translation>Beschreiben</translation>
    </message>
    <message>
        <source>How much &amp;at first</source>
        <translation>&amp;Wie viel zuerst</translation>
    </message>
    <message>
        <source>The same key again says more, whatever is chosen here.</source>
        <translation>Dieselbe Taste noch einmal sagt mehr, was auch immer hier gewählt ist.</translation>
    </message>
    <message>
        <source>One sentence</source>
        <translation>Ein Satz</translation>
    </message>
    <message>
        <source>In detail</source>
        <translation>Genauer</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>Which model describes. Others are installed on the page Models.</source>
        <translation>Welches Modell beschreibt. Weitere werden auf der Seite Modelle installiert.</translation>
    </message>
    <message>
        <source>Free its memor&amp;y after</source>
        <translation>S&amp;peicher freigeben nach</translation>
    </message>
    <message>
        <source>After how long without use a large model leaves the memory.</source>
        <translation>Nach welcher Zeit ohne Gebrauch ein großes Modell den Arbeitsspeicher verlässt.</translation>
    </message>
    <message>
        <source> minutes</source>
        <translation> Minuten</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>The best that is installed</source>
        <translation>Das beste installierte</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>Scr&amp;een</source>
        <translation>Bilds&amp;chirm</translation>
    </message>
    <message>
        <source>There is no command called {name}.</source>
        <translation>Es gibt keinen Befehl namens {name}.</translation>
    </message>
    <message>
        <source>Nothing was said yet.</source>
        <translation>Es wurde noch nichts gesagt.</translation>
    </message>
    <message>
        <source>Private mode on. Nothing is kept.</source>
        <translation>Privatmodus ein. Nichts wird aufbewahrt.</translation>
    </message>
    <message>
        <source>Private mode off.</source>
        <translation>Privatmodus aus.</translation>
    </message>
    <message>
        <source>But only until Earsight ends: {why}</source>
        <translation>Aber nur, bis Earsight endet: {why}</translation>
    </message>
    <message>
        <source>macOS may now ask whether {name} may see your desktop: new screenshots are put there, and I tell you of them. In the settings you can turn that off.</source>
        <translation>macOS fragt jetzt vielleicht, ob {name} Ihren Schreibtisch sehen darf: Dort landen neue Bildschirmfotos, und ich sage Ihnen Bescheid. In den Einstellungen lässt sich das ausschalten.</translation>
    </message>
    <message>
        <source>Earsight keeps running.</source>
        <translation>Earsight läuft weiter.</translation>
    </message>
    <message>
        <source>{keys} twice tells what the keys do.</source>
        <translation>Zweimal {keys} sagt, was die Tasten tun.</translation>
    </message>
    <message>
        <source>The picture itself is not kept, so only its words are there: {words}</source>
        <translation>Das Bild selbst wird nicht aufbewahrt, darum gibt es nur seine Worte: {words}</translation>
    </message>
</context>
<context>
    <name>DesktopKeys</name>
    <message>
        <source>The desktop now asks you about the keys, in a window of its own. Allow them there; you may choose others first.</source>
        <translation>Der Desktop fragt jetzt in einem eigenen Fenster nach den Tasten. Erlauben Sie sie dort; vorher können Sie andere wählen.</translation>
    </message>
    <message>
        <source>The desktop gave Earsight keys, which work in every program.</source>
        <translation>Der Desktop hat Earsight Tasten gegeben, die in jedem Programm gelten.</translation>
    </message>
    <message>
        <source>Without keys: {titles}.</source>
        <translation>Ohne Tasten: {titles}.</translation>
    </message>
</context>
<context>
    <name>DesktopKeysStep</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>In every program, keys have the screen described, or end what is said.</source>
        <translation>In jedem Programm lassen Tasten den Bildschirm beschreiben oder beenden, was gesagt wird.</translation>
    </message>
    <message>
        <source>This desktop gives them out itself: it opens a window with the keys that Earsight asks for, where you may choose others, and allow them.</source>
        <translation>Dieser Desktop vergibt sie selbst: Er öffnet ein Fenster mit den Tasten, um die Earsight bittet. Dort können Sie andere wählen und sie erlauben.</translation>
    </message>
    <message>
        <source>For that Earsight is put among your programs: the desktop wants to know whose they are.</source>
        <translation>Dafür kommt Earsight unter Ihre Programme: Der Desktop will wissen, wem sie gehören.</translation>
    </message>
    <message>
        <source>Has the desktop ask you about the keys; then it is said which they are.</source>
        <translation>Lässt den Desktop nach den Tasten fragen; dann wird gesagt, welche es sind.</translation>
    </message>
    <message>
        <source>Set up &amp;keys…</source>
        <translation>&amp;Tasten einrichten…</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Seeing the screen</source>
        <translation>Den Bildschirm sehen</translation>
    </message>
    <message>
        <source>Without it Earsight sees only the wallpaper.</source>
        <translation>Ohne sie sieht Earsight nur das Hintergrundbild.</translation>
    </message>
    <message>
        <source>macOS does not let Earsight see the screen yet. Only you can allow it.</source>
        <translation>macOS lässt Earsight den Bildschirm noch nicht sehen. Nur Sie können das erlauben.</translation>
    </message>
    <message>
        <source>&amp;Open the settings</source>
        <translation>&amp;Einstellungen öffnen</translation>
    </message>
    <message>
        <source>&amp;Not now</source>
        <translation>&amp;Nicht jetzt</translation>
    </message>
    <message>
        <source>Earsight keeps {size} on this computer: settings, the photo library, the history, models, caches and logs. All of it is erased, and Earsight ends. Your photos and exports stay as they are. That cannot be undone.</source>
        <translation>Earsight hat {size} auf diesem Computer aufgehoben: Einstellungen, die Fotobibliothek, den Verlauf, Modelle, Zwischenspeicher und Protokolle. All das wird gelöscht, und Earsight wird beendet. Ihre Fotos und Exporte bleiben, wie sie sind. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Erase everything</source>
        <translation>Alles löschen</translation>
    </message>
    <message>
        <source>&amp;Erase and end</source>
        <translation>&amp;Löschen und beenden</translation>
    </message>
    <message>
        <source>Start Earsight again</source>
        <translation>Earsight neu starten</translation>
    </message>
    <message>
        <source>S&amp;tart again</source>
        <translation>Neu s&amp;tarten</translation>
    </message>
    <message>
        <source>Turn {name} on in the list of System Settings, which is what macOS calls Earsight. Then press Start again: only a program that begins is told what it may.</source>
        <translation>Schalten Sie in der Liste der Systemeinstellungen {name} ein, so heißt Earsight bei macOS. Drücken Sie dann Neu starten: Nur ein Programm, das beginnt, erfährt, was es darf.</translation>
    </message>
    <message>
        <source>No model that answers any question is installed. Simple ones I answer from what I can see for sure: what, how many, where, which text. The page Models has larger ones.</source>
        <translation>Es ist kein Modell installiert, das jede Frage beantwortet. Einfache beantworte ich aus dem, was ich sicher sehe: was, wie viele, wo, welcher Text. Die Seite Modelle hat größere.</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>I cannot speak: the speech engine eSpeak NG is not installed.</source>
        <translation>Ich kann nicht sprechen: Die Sprachausgabe eSpeak NG ist nicht installiert.</translation>
    </message>
    <message>
        <source>I cannot speak: the player aplay is not installed.</source>
        <translation>Ich kann nicht sprechen: Das Abspielprogramm aplay ist nicht installiert.</translation>
    </message>
    <message>
        <source>I cannot speak: no sound device was found.</source>
        <translation>Ich kann nicht sprechen: Es wurde kein Tongerät gefunden.</translation>
    </message>
    <message>
        <source>I cannot speak: another program has the sound device to itself.</source>
        <translation>Ich kann nicht sprechen: Ein anderes Programm hat das Tongerät für sich allein.</translation>
    </message>
    <message>
        <source>I cannot speak: the sound device reported an error.</source>
        <translation>Ich kann nicht sprechen: Das Tongerät meldet einen Fehler.</translation>
    </message>
    <message>
        <source>I cannot speak: the speech engine of macOS did not start.</source>
        <translation>Ich kann nicht sprechen: Die Sprachausgabe von macOS hat nicht begonnen.</translation>
    </message>
    <message>
        <source>The speech engine could not speak a sentence.</source>
        <translation>Die Sprachausgabe konnte einen Satz nicht sprechen.</translation>
    </message>
    <message>
        <source>The voice you chose is not installed.</source>
        <translation>Die Stimme, die Sie gewählt haben, ist nicht installiert.</translation>
    </message>
    <message>
        <source>The default voice speaks instead.</source>
        <translation>Die übliche Stimme spricht stattdessen.</translation>
    </message>
    <message>
        <source>The voice stopped before the sentence was said.</source>
        <translation>Die Stimme hat aufgehört, bevor der Satz gesagt war.</translation>
    </message>
    <message>
        <source>The voice does not answer.</source>
        <translation>Die Stimme antwortet nicht.</translation>
    </message>
    <message>
        <source>The voice stopped several times, so I leave it off.</source>
        <translation>Die Stimme hat mehrmals aufgehört, darum bleibt sie aus.</translation>
    </message>
    <message>
        <source>The voice could not be started: there is no room for temporary files.</source>
        <translation>Die Stimme konnte nicht beginnen: Es ist kein Platz für vorübergehende Dateien.</translation>
    </message>
    <message>
        <source>The voice could not be started.</source>
        <translation>Die Stimme konnte nicht beginnen.</translation>
    </message>
    <message>
        <source>Start Earsight again to retry.</source>
        <translation>Starten Sie Earsight neu, um es noch einmal zu versuchen.</translation>
    </message>
    <message>
        <source>Connect a loudspeaker or headphones.</source>
        <translation>Schließen Sie Lautsprecher oder Kopfhörer an.</translation>
    </message>
    <message>
        <source>Close that program.</source>
        <translation>Schließen Sie jenes Programm.</translation>
    </message>
    <message>
        <source>Check your sound settings.</source>
        <translation>Prüfen Sie Ihre Toneinstellungen.</translation>
    </message>
    <message>
        <source>Everything goes on in print.</source>
        <translation>Alles geht in Schrift weiter.</translation>
    </message>
    <message>
        <source>Install Earsight again.</source>
        <translation>Installieren Sie Earsight neu.</translation>
    </message>
    <message>
        <source>{name} is damaged or cut off and cannot be read.</source>
        <translation>{name} ist beschädigt oder abgeschnitten und lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>{name} takes too long to open.</source>
        <translation>{name} zu öffnen dauert zu lange.</translation>
    </message>
    <message>
        <source>{name} needs more memory than I give one file.</source>
        <translation>{name} braucht mehr Speicher, als ich einer Datei gebe.</translation>
    </message>
    <message>
        <source>Try to copy or download it again.</source>
        <translation>Versuchen Sie, sie noch einmal zu kopieren oder herunterzuladen.</translation>
    </message>
    <message>
        <source>Save it at a smaller size.</source>
        <translation>Speichern Sie sie kleiner.</translation>
    </message>
    <message>
        <source>No model that answers questions is installed.</source>
        <translation>Es ist kein Modell installiert, das Fragen beantwortet.</translation>
    </message>
    <message>
        <source>The compact model cannot answer questions.</source>
        <translation>Das kompakte Modell kann keine Fragen beantworten.</translation>
    </message>
    <message>
        <source>The desktop did not answer when Earsight asked for a picture of the screen.</source>
        <translation>Der Desktop hat nicht geantwortet, als Earsight um ein Bild des Bildschirms bat.</translation>
    </message>
    <message>
        <source>This desktop gives no pictures of the screen to programs.</source>
        <translation>Dieser Desktop gibt Programmen keine Bilder des Bildschirms.</translation>
    </message>
    <message>
        <source>Earsight cannot be started with your session.</source>
        <translation>Earsight kann nicht mit Ihrer Sitzung starten.</translation>
    </message>
    <message>
        <source>Earsight&apos;s entry among your programs cannot be written.</source>
        <translation>Der Eintrag von Earsight unter Ihren Programmen lässt sich nicht schreiben.</translation>
    </message>
    <message>
        <source>Check that the disk is not full and that your folders may be written to.</source>
        <translation>Prüfen Sie, ob die Platte voll ist und ob in Ihre Ordner geschrieben werden darf.</translation>
    </message>
</context>
<context>
    <name>ExploreWindow</name>
    <message>
        <source>Exploring</source>
        <translation>Erkunden</translation>
    </message>
    <message>
        <source>Every key goes to what is explored. Escape ends it, H tells the keys.</source>
        <translation>Jede Taste gilt dem, was erkundet wird. Escape beendet es, H nennt die Tasten.</translation>
    </message>
</context>
<context>
    <name>ExploreWords</name>
    <message>
        <source>The window did not tell all of its controls in time.</source>
        <translation>Das Fenster hat nicht alle Bedienelemente rechtzeitig genannt.</translation>
    </message>
    <message>
        <source>Exploring the screen.</source>
        <translation>Der Bildschirm wird erkundet.</translation>
    </message>
    <message>
        <source>Exploring {name}.</source>
        <translation>{name} wird erkundet.</translation>
    </message>
    <message>
        <source>Exploring.</source>
        <translation>Das Fenster wird erkundet.</translation>
    </message>
    <message>
        <source>Exploring the picture.</source>
        <translation>Das Bild wird erkundet.</translation>
    </message>
    <message>
        <source>left</source>
        <translation>links</translation>
    </message>
    <message>
        <source>middle</source>
        <translation>Mitte</translation>
    </message>
    <message>
        <source>right</source>
        <translation>rechts</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>Oben</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>Mitte</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>Unten</translation>
    </message>
    <message>
        <source>{row} {column}. Item {number} of {count}.</source>
        <translation>{row} {column}. Element {number} von {count}.</translation>
    </message>
    <message>
        <source>Enter again clicks: {what}.</source>
        <translation>Noch einmal Enter klickt: {what}.</translation>
    </message>
    <message>
        <source>Clicked: {what}.</source>
        <translation>Geklickt: {what}.</translation>
    </message>
    <message>
        <source>This is a field for a password. I never click there.</source>
        <translation>Das ist ein Feld für ein Passwort. Dort klicke ich nie.</translation>
    </message>
    <message>
        <source>It is disabled: {what}.</source>
        <translation>Es ist nicht verfügbar: {what}.</translation>
    </message>
    <message>
        <source>Another program holds the keyboard just now. Try again in a moment.</source>
        <translation>Ein anderes Programm hält gerade die Tastatur. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Exploring has ended, as no key came.</source>
        <translation>Das Erkunden ist beendet, weil keine Taste kam.</translation>
    </message>
    <message>
        <source>Exploring has ended. Press that key again.</source>
        <translation>Das Erkunden ist beendet. Drücken Sie diese Taste noch einmal.</translation>
    </message>
    <message>
        <source>Another window came to the front. Exploring has ended.</source>
        <translation>Ein anderes Fenster kam nach vorn. Das Erkunden ist beendet.</translation>
    </message>
    <message>
        <source>Exploring has ended.</source>
        <translation>Das Erkunden ist beendet.</translation>
    </message>
    <message>
        <source>Arrows go to the nearest item, Tab to the next, Shift Tab to the one before. Home and End go to the ends of the row, with Control to the first and last item, Page Up and Page Down by parts. Plus looks closer, Minus goes out. Control F finds, F3 finds the next. L tells where you are. C copies, X repeats. Space moves the pointer there, Enter twice clicks. R looks again, W takes the window, D the screen. Escape ends it.</source>
        <translation>Pfeile gehen zum nächsten Element in ihrer Richtung, Tab zum folgenden, Umschalt Tab zu dem davor. Pos1 und Ende gehen an die Enden der Zeile, mit Steuerung zum ersten und letzten Element, Bild auf und Bild ab von Teil zu Teil. Plus sieht näher hin, Minus geht zurück. Steuerung F sucht, F3 sucht weiter. L sagt, wo Sie sind. C kopiert, X wiederholt. Die Leertaste bewegt den Zeiger dorthin, zweimal Enter klickt. R sieht noch einmal hin, W nimmt das Fenster, D den Bildschirm. Escape beendet es.</translation>
    </message>
    <message>
        <source>Find. Type, then Enter.</source>
        <translation>Suchen. Tippen, dann Enter.</translation>
    </message>
    <message>
        <source>Not found: {text}.</source>
        <translation>Nicht gefunden: {text}.</translation>
    </message>
    <message>
        <source>Finding has ended.</source>
        <translation>Die Suche ist beendet.</translation>
    </message>
    <message>
        <source>Closer, {count} items.</source>
        <translation>Näher, {count} Elemente.</translation>
    </message>
    <message>
        <source>Closer, 1 item.</source>
        <translation>Näher, 1 Element.</translation>
    </message>
    <message>
        <source>Out.</source>
        <translation>Zurück.</translation>
    </message>
    <message>
        <source>The whole.</source>
        <translation>Das Ganze.</translation>
    </message>
    <message>
        <source>Edge.</source>
        <translation>Rand.</translation>
    </message>
    <message>
        <source>This is the whole.</source>
        <translation>Das ist das Ganze.</translation>
    </message>
    <message>
        <source>It cannot be looked at any closer.</source>
        <translation>Näher geht es nicht.</translation>
    </message>
    <message>
        <source>Nothing more was found there.</source>
        <translation>Dort wurde nichts weiter gefunden.</translation>
    </message>
    <message>
        <source>I found nothing here to go to.</source>
        <translation>Ich habe hier nichts gefunden, wohin man gehen kann.</translation>
    </message>
    <message>
        <source>Still looking.</source>
        <translation>Ich sehe noch hin.</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
    <message>
        <source>Empty.</source>
        <translation>Leer.</translation>
    </message>
    <message>
        <source>space</source>
        <translation>Leerzeichen</translation>
    </message>
    <message>
        <source>The pointer is there.</source>
        <translation>Der Zeiger ist dort.</translation>
    </message>
    <message>
        <source>This place has changed, so I did not click. R looks again.</source>
        <translation>Diese Stelle hat sich geändert, darum habe ich nicht geklickt. R sieht noch einmal hin.</translation>
    </message>
    <message>
        <source>This is a picture. The pointer goes only to what is on the screen now.</source>
        <translation>Das ist ein Bild. Der Zeiger geht nur dorthin, was jetzt auf dem Bildschirm ist.</translation>
    </message>
    <message>
        <source>Earsight cannot move the pointer or click on this desktop yet.</source>
        <translation>Auf diesem Desktop kann Earsight den Zeiger noch nicht bewegen und nicht klicken.</translation>
    </message>
    <message>
        <source>This key does nothing here. H tells what the keys do.</source>
        <translation>Diese Taste tut hier nichts. H sagt, was die Tasten tun.</translation>
    </message>
</context>
<context>
    <name>FileDialog</name>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Kinds of files</source>
        <translation>Arten von Dateien</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>Orte</translation>
    </message>
</context>
<context>
    <name>FirstRun</name>
    <message>
        <source>Welcome to Earsight</source>
        <translation>Willkommen bei Earsight</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>To the step before.</source>
        <translation>Zum vorigen Schritt.</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>To the next step.</source>
        <translation>Zum nächsten Schritt.</translation>
    </message>
    <message>
        <source>Skip &amp;all</source>
        <translation>&amp;Alles überspringen</translation>
    </message>
    <message>
        <source>Ends the welcome. It can be run again from Help.</source>
        <translation>Beendet das Willkommen. Es lässt sich in der Hilfe noch einmal beginnen.</translation>
    </message>
    <message>
        <source>Ways on</source>
        <translation>Wie es weitergeht</translation>
    </message>
    <message>
        <source>Step {number} of {count}: {title}</source>
        <translation>Schritt {number} von {count}: {title}</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>&amp;Fertig</translation>
    </message>
    <message>
        <source>Ends the welcome.</source>
        <translation>Beendet das Willkommen.</translation>
    </message>
    <message>
        <source>Welcome. Earsight is ready.</source>
        <translation>Willkommen. Earsight ist bereit.</translation>
    </message>
    <message>
        <source>Skipped. The welcome can be run again from Help.</source>
        <translation>Übersprungen. Das Willkommen lässt sich in der Hilfe noch einmal beginnen.</translation>
    </message>
    <message>
        <source>Sample picture</source>
        <translation>Beispielbild</translation>
    </message>
</context>
<context>
    <name>FocusVoice</name>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>switch</source>
        <translation>Schalter</translation>
    </message>
    <message>
        <source>button</source>
        <translation>Schaltfläche</translation>
    </message>
    <message>
        <source>choice</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Zahl</translation>
    </message>
    <message>
        <source>field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>list</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>on</source>
        <translation>ein</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>not available</source>
        <translation>nicht verfügbar</translation>
    </message>
</context>
<context>
    <name>Followed</name>
    <message>
        <source>Another window is in front.</source>
        <translation>Ein anderes Fenster ist vorn.</translation>
    </message>
    <message>
        <source>Following the window of {name}.</source>
        <translation>Das Fenster von {name} wird verfolgt.</translation>
    </message>
    <message>
        <source>Following this window.</source>
        <translation>Dieses Fenster wird verfolgt.</translation>
    </message>
    <message>
        <source>Press the same keys to end.</source>
        <translation>Dieselben Tasten beenden es.</translation>
    </message>
    <message>
        <source>Following the region in {name}.</source>
        <translation>Der Bereich in {name} wird verfolgt.</translation>
    </message>
    <message>
        <source>Following the region.</source>
        <translation>Der Bereich wird verfolgt.</translation>
    </message>
    <message>
        <source>Press the same keys at once for the whole window, later to end.</source>
        <translation>Dieselben Tasten sofort noch einmal nehmen das ganze Fenster, später beenden sie es.</translation>
    </message>
</context>
<context>
    <name>GlobalKeys</name>
    <message>
        <source>Describe the screen</source>
        <translation>Bildschirm beschreiben</translation>
    </message>
    <message>
        <source>Describes the screen under the pointer.</source>
        <translation>Beschreibt den Bildschirm unter dem Mauszeiger.</translation>
    </message>
    <message>
        <source>Describe the window</source>
        <translation>Fenster beschreiben</translation>
    </message>
    <message>
        <source>Describes the window you are in.</source>
        <translation>Beschreibt das Fenster, in dem Sie sind.</translation>
    </message>
    <message>
        <source>Describe a region</source>
        <translation>Bereich beschreiben</translation>
    </message>
    <message>
        <source>Lets you choose a part of the screen and describes it.</source>
        <translation>Lässt Sie einen Teil des Bildschirms wählen und beschreibt ihn.</translation>
    </message>
    <message>
        <source>Describe the clipboard</source>
        <translation>Zwischenablage beschreiben</translation>
    </message>
    <message>
        <source>Describes the picture on the clipboard.</source>
        <translation>Beschreibt das Bild in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Describe the file</source>
        <translation>Datei beschreiben</translation>
    </message>
    <message>
        <source>Describes the file selected in the file manager.</source>
        <translation>Beschreibt die Datei, die im Dateimanager ausgewählt ist.</translation>
    </message>
    <message>
        <source>Read the text</source>
        <translation>Text lesen</translation>
    </message>
    <message>
        <source>Reads only the text of the window you are in.</source>
        <translation>Liest nur den Text des Fensters vor, in dem Sie sind.</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Opens a line for a question about the latest picture.</source>
        <translation>Öffnet eine Zeile für eine Frage zum letzten Bild.</translation>
    </message>
    <message>
        <source>Explore</source>
        <translation>Erkunden</translation>
    </message>
    <message>
        <source>Goes about in the window by keys, from item to item.</source>
        <translation>Erkundet das Fenster mit Tasten, von einem Element zum nächsten.</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Says an earlier description again.</source>
        <translation>Sagt eine frühere Beschreibung noch einmal.</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Says the latest answer again.</source>
        <translation>Sagt die letzte Antwort noch einmal.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copies the latest answer.</source>
        <translation>Kopiert die letzte Antwort.</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Says more about the latest picture.</source>
        <translation>Sagt mehr über das letzte Bild.</translation>
    </message>
    <message>
        <source>Live region</source>
        <translation>Live-Bereich</translation>
    </message>
    <message>
        <source>Starts or stops telling what changes in the window.</source>
        <translation>Beginnt oder beendet das Ansagen dessen, was sich im Fenster ändert.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Searches your photos and your history.</source>
        <translation>Durchsucht Ihre Fotos und Ihren Verlauf.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Says what each key does.</source>
        <translation>Sagt, was jede Taste tut.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Stops the work and falls silent.</source>
        <translation>Beendet die Arbeit und verstummt.</translation>
    </message>
    <message>
        <source>Private mode</source>
        <translation>Privatmodus</translation>
    </message>
    <message>
        <source>Turns private mode on or off; in it nothing is kept.</source>
        <translation>Schaltet den Privatmodus ein oder aus; in ihm wird nichts aufbewahrt.</translation>
    </message>
    <message>
        <source>Open as conversation</source>
        <translation>Als Gespräch öffnen</translation>
    </message>
    <message>
        <source>Opens the latest picture and its answers in a window.</source>
        <translation>Öffnet das letzte Bild und die Antworten dazu in einem Fenster.</translation>
    </message>
    <message>
        <source>Open the window</source>
        <translation>Fenster öffnen</translation>
    </message>
    <message>
        <source>Opens the window of Earsight.</source>
        <translation>Öffnet das Fenster von Earsight.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Opens the settings.</source>
        <translation>Öffnet die Einstellungen.</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>Schneller</translation>
    </message>
    <message>
        <source>Makes the voice faster.</source>
        <translation>Macht die Stimme schneller.</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>Langsamer</translation>
    </message>
    <message>
        <source>Makes the voice slower.</source>
        <translation>Macht die Stimme langsamer.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Pauses the voice, and goes on.</source>
        <translation>Hält die Stimme an und lässt sie weitersprechen.</translation>
    </message>
    <message>
        <source>Spell</source>
        <translation>Buchstabieren</translation>
    </message>
    <message>
        <source>Spells what was said last.</source>
        <translation>Buchstabiert, was zuletzt gesagt wurde.</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Ends Earsight.</source>
        <translation>Beendet Earsight.</translation>
    </message>
    <message>
        <source>the system&apos;s screenshots</source>
        <translation>Bildschirmfotos des Systems</translation>
    </message>
    <message>
        <source>the system&apos;s list of symbols</source>
        <translation>Zeichenliste des Systems</translation>
    </message>
    <message>
        <source>the system, to lock the screen</source>
        <translation>System, Bildschirm sperren</translation>
    </message>
    <message>
        <source>the system, for full screen</source>
        <translation>System, Vollbild</translation>
    </message>
    <message>
        <source>the system&apos;s dictionary</source>
        <translation>Wörterbuch des Systems</translation>
    </message>
    <message>
        <source>the system, to force programs to quit</source>
        <translation>System, Programme sofort beenden</translation>
    </message>
    <message>
        <source>the system, to log out</source>
        <translation>System, abmelden</translation>
    </message>
    <message>
        <source>the Dock</source>
        <translation>Dock</translation>
    </message>
    <message>
        <source>the system&apos;s zoom</source>
        <translation>Zoom des Systems</translation>
    </message>
    <message>
        <source>the system&apos;s accessibility shortcuts</source>
        <translation>Bedienungshilfen des Systems</translation>
    </message>
    <message>
        <source>VoiceOver, to turn it on and off</source>
        <translation>VoiceOver, ein- und ausschalten</translation>
    </message>
    <message>
        <source>the system, for the input source</source>
        <translation>System, Eingabequelle</translation>
    </message>
    <message>
        <source>Mission Control</source>
        <translation>Mission Control</translation>
    </message>
    <message>
        <source>the system&apos;s keyboard access</source>
        <translation>Tastatursteuerung des Systems</translation>
    </message>
    <message>
        <source>the system, to show the desktop</source>
        <translation>System, Schreibtisch zeigen</translation>
    </message>
    <message>
        <source>the system</source>
        <translation>System</translation>
    </message>
    <message>
        <source>the desktop, for a terminal</source>
        <translation>Arbeitsumgebung, Terminal</translation>
    </message>
    <message>
        <source>the desktop, to lock the screen</source>
        <translation>Arbeitsumgebung, Bildschirm sperren</translation>
    </message>
    <message>
        <source>the desktop, to show it</source>
        <translation>Arbeitsumgebung, Schreibtisch zeigen</translation>
    </message>
    <message>
        <source>the desktop</source>
        <translation>Arbeitsumgebung</translation>
    </message>
    <message>
        <source>the desktop, to change the workspace</source>
        <translation>Arbeitsumgebung, Arbeitsfläche wechseln</translation>
    </message>
    <message>
        <source>the desktop, to move windows</source>
        <translation>Arbeitsumgebung, Fenster verschieben</translation>
    </message>
    <message>
        <source>the desktop, to record the screen</source>
        <translation>Arbeitsumgebung, Bildschirm aufnehmen</translation>
    </message>
    <message>
        <source>Orca, to turn it on and off</source>
        <translation>Orca, ein- und ausschalten</translation>
    </message>
    <message>
        <source>the desktop, to change windows</source>
        <translation>Arbeitsumgebung, Fenster wechseln</translation>
    </message>
    <message>
        <source>the window&apos;s menu</source>
        <translation>Menü des Fensters</translation>
    </message>
    <message>
        <source>programs, for properties or full screen</source>
        <translation>Programme, Eigenschaften oder Vollbild</translation>
    </message>
    <message>
        <source>programs, to go back</source>
        <translation>Programme, zurückgehen</translation>
    </message>
    <message>
        <source>programs, to go forward</source>
        <translation>Programme, vorwärtsgehen</translation>
    </message>
    <message>
        <source>programs, to go up</source>
        <translation>Programme, nach oben gehen</translation>
    </message>
    <message>
        <source>programs, to go home</source>
        <translation>Programme, zum Anfang gehen</translation>
    </message>
    <message>
        <source>programs, for help</source>
        <translation>Programme, Hilfe</translation>
    </message>
    <message>
        <source>programs, to rename</source>
        <translation>Programme, umbenennen</translation>
    </message>
    <message>
        <source>programs, to search</source>
        <translation>Programme, suchen</translation>
    </message>
    <message>
        <source>programs, to load again</source>
        <translation>Programme, neu laden</translation>
    </message>
    <message>
        <source>programs, to move between parts</source>
        <translation>Programme, zwischen Bereichen wechseln</translation>
    </message>
    <message>
        <source>programs, for caret browsing</source>
        <translation>Programme, Textcursor im Browser</translation>
    </message>
    <message>
        <source>programs, for the menu bar</source>
        <translation>Programme, Menüleiste</translation>
    </message>
    <message>
        <source>programs, for full screen</source>
        <translation>Programme, Vollbild</translation>
    </message>
    <message>
        <source>VoiceOver</source>
        <translation>VoiceOver</translation>
    </message>
    <message>
        <source>VOCR</source>
        <translation>VOCR</translation>
    </message>
    <message>
        <source>the menus of programs</source>
        <translation>Menüs der Programme</translation>
    </message>
    <message>
        <source>the keyboard, to write other characters</source>
        <translation>Tastatur, andere Zeichen schreiben</translation>
    </message>
    <message>
        <source>programs, to edit text</source>
        <translation>Programme, Text bearbeiten</translation>
    </message>
    <message>
        <source>the desktop, for screenshots</source>
        <translation>Arbeitsumgebung, Bildschirmfotos</translation>
    </message>
    <message>
        <source>Orca and the clipboard</source>
        <translation>Orca und Zwischenablage</translation>
    </message>
    <message>
        <source>the system, to change the console</source>
        <translation>System, Konsole wechseln</translation>
    </message>
    <message>
        <source>the desktop, for windows</source>
        <translation>Arbeitsumgebung, Fenster</translation>
    </message>
    <message>
        <source>On this desktop, programs cannot hear keys outside their windows.</source>
        <translation>Auf diesem Desktop können Programme keine Tasten außerhalb ihrer Fenster hören.</translation>
    </message>
    <message>
        <source>In the desktop&apos;s keyboard settings, add a shortcut for the command: earsight gui --do screen, or, while Earsight is not running: earsight describe --screen --speak. Every command is also in the menus of Earsight.</source>
        <translation>Legen Sie in den Tastatureinstellungen des Desktops ein Tastenkürzel für den Befehl an: earsight gui --do screen, oder, solange Earsight nicht läuft: earsight describe --screen --speak. Jeder Befehl ist auch in den Menüs von Earsight.</translation>
    </message>
    <message>
        <source>This desktop gives out the keys that work everywhere, and Earsight has none yet.</source>
        <translation>Dieser Desktop vergibt die Tasten, die überall gelten, und Earsight hat noch keine.</translation>
    </message>
    <message>
        <source>Open the settings, part Keys, and press Set up keys.</source>
        <translation>Öffnen Sie die Einstellungen, Teil Tasten, und drücken Sie Tasten einrichten.</translation>
    </message>
    <message>
        <source>The desktop gave Earsight no keys.</source>
        <translation>Der Desktop hat Earsight keine Tasten gegeben.</translation>
    </message>
    <message>
        <source>{leader}, then {key}</source>
        <translation>{leader}, dann {key}</translation>
    </message>
    <message>
        <source>The leader key. Press it, then one key.</source>
        <translation>Die Starttaste. Drücken Sie sie, dann eine Taste.</translation>
    </message>
    <message>
        <source>Keyboard help. Press a key to hear what it does. Escape ends it.</source>
        <translation>Tastaturhilfe. Drücken Sie eine Taste und hören Sie, was sie tut. Escape beendet sie.</translation>
    </message>
    <message>
        <source>Keyboard help has ended.</source>
        <translation>Die Tastaturhilfe ist zu Ende.</translation>
    </message>
    <message>
        <source>{key} has no command.</source>
        <translation>{key} hat keinen Befehl.</translation>
    </message>
    <message>
        <source>No command on {key}.</source>
        <translation>Kein Befehl auf {key}.</translation>
    </message>
    <message>
        <source>No command on this key.</source>
        <translation>Kein Befehl auf dieser Taste.</translation>
    </message>
    <message>
        <source>Press {key} for help.</source>
        <translation>{key} gibt Hilfe.</translation>
    </message>
    <message>
        <source>This key</source>
        <translation>Diese Taste</translation>
    </message>
</context>
<context>
    <name>Group</name>
    <message>
        <source>on</source>
        <translation>ein</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>{what}: {value}.</source>
        <translation>{what}: {value}.</translation>
    </message>
</context>
<context>
    <name>HearStep</name>
    <message>
        <source>Hear it</source>
        <translation>Hören Sie zu</translation>
    </message>
    <message>
        <source>VoiceOver hears Earsight beside other programs once you allow it: in VoiceOver Utility, General, control with AppleScript.</source>
        <translation>VoiceOver hört Earsight neben anderen Programmen, sobald Sie es erlauben: im VoiceOver-Dienstprogramm, Allgemein, Steuerung mit AppleScript.</translation>
    </message>
    <message>
        <source>Hear a sample has a picture described.</source>
        <translation>„Beispiel hören“ lässt ein Bild beschreiben.</translation>
    </message>
    <message>
        <source>Earsight says in words what is on the screen or in a picture.</source>
        <translation>Earsight sagt in Worten, was auf dem Bildschirm oder auf einem Bild ist.</translation>
    </message>
    <message>
        <source>Everything happens on this computer: no picture and no text leaves it.</source>
        <translation>Alles geschieht auf diesem Computer: Kein Bild und kein Text verlässt ihn.</translation>
    </message>
    <message>
        <source>The other buttons choose who speaks. Chosen now: {choice}.</source>
        <translation>Die anderen Schalter wählen, wer spricht. Jetzt gewählt: {choice}.</translation>
    </message>
    <message>
        <source>Tab leads to the buttons, Space presses one, Escape ends the welcome.</source>
        <translation>Tab führt zu den Schaltern, die Leertaste drückt einen, Escape beendet das Willkommen.</translation>
    </message>
    <message>
        <source>Chooses it, and says a sentence with it.</source>
        <translation>Wählt es und sagt einen Satz damit.</translation>
    </message>
    <message>
        <source>Has a picture described, as every picture can be.</source>
        <translation>Lässt ein Bild beschreiben, wie es mit jedem Bild geht.</translation>
    </message>
    <message>
        <source>&amp;Hear a sample</source>
        <translation>&amp;Beispiel hören</translation>
    </message>
    <message>
        <source>A&amp;utomatic</source>
        <translation>Au&amp;tomatisch</translation>
    </message>
    <message>
        <source>&amp;Own voice</source>
        <translation>Eigene &amp;Stimme</translation>
    </message>
    <message>
        <source>Screen &amp;reader</source>
        <translation>Screen&amp;reader</translation>
    </message>
    <message>
        <source>{choice}. This is how Earsight sounds.</source>
        <translation>{choice}. So klingt Earsight.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Own voice</source>
        <translation>Eigene Stimme</translation>
    </message>
    <message>
        <source>Screen reader</source>
        <translation>Screenreader</translation>
    </message>
    <message>
        <source>Silent</source>
        <translation>Stumm</translation>
    </message>
</context>
<context>
    <name>HelpPage</name>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>&amp;Check Earsight</source>
        <translation>Earsight &amp;prüfen</translation>
    </message>
    <message>
        <source>Finds out whether the voice, the model, reading and everything else work.</source>
        <translation>Prüft, ob Stimme, Modell, Lesen und alles andere funktionieren.</translation>
    </message>
    <message>
        <source>&amp;Welcome again</source>
        <translation>&amp;Willkommen noch einmal</translation>
    </message>
    <message>
        <source>Goes through the first steps once more: permissions, voice and leader key.</source>
        <translation>Geht die ersten Schritte noch einmal durch: Berechtigungen, Stimme und Starttaste.</translation>
    </message>
    <message>
        <source>What is &amp;kept</source>
        <translation>Was &amp;aufbewahrt wird</translation>
    </message>
    <message>
        <source>Shows what Earsight keeps on this computer, and deletes it if you like.</source>
        <translation>Zeigt, was Earsight auf diesem Computer aufbewahrt, und löscht es, wenn Sie möchten.</translation>
    </message>
    <message>
        <source>Keys everywhere</source>
        <translation>Tasten überall</translation>
    </message>
    <message>
        <source>Keys in this window</source>
        <translation>Tasten in diesem Fenster</translation>
    </message>
    <message>
        <source>A minute&apos;s tour</source>
        <translation>Rundgang von einer Minute</translation>
    </message>
    <message>
        <source>Your privacy</source>
        <translation>Ihre Privatsphäre</translation>
    </message>
    <message>
        <source>About Earsight</source>
        <translation>Über Earsight</translation>
    </message>
    <message>
        <source>The checks are still running.</source>
        <translation>Die Prüfungen laufen noch.</translation>
    </message>
    <message>
        <source>Checking. This takes some seconds.</source>
        <translation>Es wird geprüft. Das dauert einige Sekunden.</translation>
    </message>
    <message>
        <source>{count} of {all} checks found something. The list says what.</source>
        <translation>{count} von {all} Prüfungen haben etwas gefunden. Die Liste sagt, was.</translation>
    </message>
    <message>
        <source>All {all} checks are fine.</source>
        <translation>Alles in Ordnung bei {all} Prüfungen.</translation>
    </message>
    <message>
        <source>{name}: fine. {says} {hint}</source>
        <translation>{name}: in Ordnung. {says} {hint}</translation>
    </message>
    <message>
        <source>{name}: works in part. {says} {hint}</source>
        <translation>{name}: funktioniert teilweise. {says} {hint}</translation>
    </message>
    <message>
        <source>{name}: does not work. {says} {hint}</source>
        <translation>{name}: funktioniert nicht. {says} {hint}</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>Thema</translation>
    </message>
    <message>
        <source>The text that follows is about it.</source>
        <translation>Davon handelt der folgende Text.</translation>
    </message>
    <message>
        <source>Read it with the arrow keys.</source>
        <translation>Mit den Pfeiltasten zu lesen.</translation>
    </message>
    <message>
        <source>Results of the checks</source>
        <translation>Ergebnisse der Prüfungen</translation>
    </message>
    <message>
        <source>One row for each thing that was checked.</source>
        <translation>Eine Zeile für jedes, was geprüft wurde.</translation>
    </message>
    <message>
        <source>Nothing was checked yet. Press Check Earsight.</source>
        <translation>Es wurde noch nichts geprüft. Drücken Sie Earsight prüfen.</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>&amp;Topic</source>
        <translation>&amp;Thema</translation>
    </message>
    <message>
        <source>Te&amp;xt</source>
        <translation>Te&amp;xt</translation>
    </message>
    <message>
        <source>&amp;Results of the checks</source>
        <translation>&amp;Ergebnisse der Prüfungen</translation>
    </message>
    <message>
        <source>These keys work in every program. Press the leader key, wait for the sound, then one key.</source>
        <translation>Diese Tasten wirken in jedem Programm. Drücken Sie die Starttaste, warten Sie auf den Ton, dann eine Taste.</translation>
    </message>
    <message>
        <source>{title}: {keys}. {help}</source>
        <translation>{title}: {keys}. {help}</translation>
    </message>
    <message>
        <source>{title}: no keys. {help}</source>
        <translation>{title}: keine Tasten. {help}</translation>
    </message>
    <message>
        <source>All of them can be changed in the settings, under Keys.</source>
        <translation>Alle lassen sich in den Einstellungen unter Tasten ändern.</translation>
    </message>
    <message>
        <source>Earsight says what is on the screen or in a picture.</source>
        <translation>Earsight sagt, was auf dem Bildschirm oder auf einem Bild ist.</translation>
    </message>
    <message>
        <source>Press the leader key, then D: it describes the screen in one sentence.</source>
        <translation>Drücken Sie die Starttaste, dann D: Der Bildschirm wird in einem Satz beschrieben.</translation>
    </message>
    <message>
        <source>Press the same again within a few seconds: it says more, and then everything.</source>
        <translation>Dasselbe noch einmal innerhalb weniger Sekunden sagt mehr und dann alles.</translation>
    </message>
    <message>
        <source>Leader, then W describes only the window you are in; leader, then T only reads text.</source>
        <translation>Starttaste, dann W beschreibt nur das Fenster, in dem Sie sind; Starttaste, dann T liest nur Text.</translation>
    </message>
    <message>
        <source>Leader, then A opens a line for a question. Type it and press Return.</source>
        <translation>Starttaste, dann A öffnet eine Zeile für eine Frage. Schreiben Sie sie und drücken Sie Eingabe.</translation>
    </message>
    <message>
        <source>Leader, then X repeats the answer; twice spells it, three times spells it in words.</source>
        <translation>Starttaste, dann X wiederholt die Antwort; zweimal buchstabiert sie, dreimal mit Buchstabierwörtern.</translation>
    </message>
    <message>
        <source>Escape stops everything and falls silent.</source>
        <translation>Escape beendet alles und bringt Earsight zum Schweigen.</translation>
    </message>
    <message>
        <source>In this window, Control O opens a picture, and Control V takes one you copied.</source>
        <translation>In diesem Fenster öffnet Steuerung O ein Bild, und Steuerung V nimmt ein kopiertes.</translation>
    </message>
    <message>
        <source>New screenshots are announced by themselves; the settings say when.</source>
        <translation>Neue Bildschirmfotos werden von selbst angesagt; die Einstellungen sagen, wann.</translation>
    </message>
    <message>
        <source>What is said may be wrong. Where Earsight is not sure, it says so.</source>
        <translation>Was gesagt wird, kann falsch sein. Wo Earsight nicht sicher ist, sagt es das.</translation>
    </message>
    <message>
        <source>Pictures, texts, questions and answers never leave this computer.</source>
        <translation>Bilder, Texte, Fragen und Antworten verlassen diesen Computer nie.</translation>
    </message>
    <message>
        <source>Earsight uses the network only when you install a model, and asks first.</source>
        <translation>Earsight benutzt das Netz nur, wenn Sie ein Modell installieren, und fragt vorher.</translation>
    </message>
    <message>
        <source>It keeps a history for as many days as the settings say, on this computer alone.</source>
        <translation>Es bewahrt einen Verlauf so viele Tage auf, wie die Einstellungen sagen, nur auf diesem Computer.</translation>
    </message>
    <message>
        <source>Password managers, private browser windows and the apps you name are never kept.</source>
        <translation>Passwortverwaltungen, private Browserfenster und die von Ihnen genannten Apps werden nie aufbewahrt.</translation>
    </message>
    <message>
        <source>Chrome and its relatives are kept only if the settings say so, private windows then too.</source>
        <translation>Chrome und seine Verwandten werden nur aufbewahrt, wenn die Einstellungen es sagen, private Fenster dann auch.</translation>
    </message>
    <message>
        <source>In private mode nothing is kept at all.</source>
        <translation>Im Privatmodus wird gar nichts aufbewahrt.</translation>
    </message>
    <message>
        <source>The log file holds no picture, no text and no name of a file.</source>
        <translation>Die Protokolldatei enthält kein Bild, keinen Text und keinen Dateinamen.</translation>
    </message>
    <message>
        <source>Earsight, version {version}.</source>
        <translation>Earsight, Version {version}.</translation>
    </message>
    <message>
        <source>It is free software under the Apache License, version 2.0.</source>
        <translation>Es ist freie Software unter der Apache-Lizenz, Version 2.0.</translation>
    </message>
    <message>
        <source>Its own compact model is for research and personal use only; its card says why.</source>
        <translation>Sein eigenes kleines Modell ist nur für Forschung und den persönlichen Gebrauch; seine Karte sagt, warum.</translation>
    </message>
    <message>
        <source>Models that you install have terms of their own, which are shown before.</source>
        <translation>Modelle, die Sie installieren, haben eigene Bedingungen, die vorher gezeigt werden.</translation>
    </message>
    <message>
        <source>Places come from GeoNames, under the Creative Commons Attribution licence.</source>
        <translation>Die Orte stammen von GeoNames, unter der Lizenz Creative Commons Namensnennung.</translation>
    </message>
    <message>
        <source>It is built with Qt, MLX, ONNX Runtime, RapidOCR and others, each under its own licence.</source>
        <translation>Es ist mit Qt, MLX, ONNX Runtime, RapidOCR und anderem gebaut, jedes unter seiner eigenen Lizenz.</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>Klänge</translation>
    </message>
    <message>
        <source>What each sound means. Return plays it.</source>
        <translation>Was jeder Klang bedeutet. Eingabe spielt ihn ab.</translation>
    </message>
    <message>
        <source>The page {title}</source>
        <translation>Die Seite {title}</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>&amp;Sounds</source>
        <translation>&amp;Klänge</translation>
    </message>
    <message>
        <source>Leader key</source>
        <translation>Starttaste</translation>
    </message>
    <message>
        <source>Two quick notes, rising: the leader key was heard, press one key now.</source>
        <translation>Zwei schnelle Töne aufwärts: Die Starttaste wurde gehört, drücken Sie jetzt eine Taste.</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>The key was understood, and the work begins.</source>
        <translation>Die Taste wurde verstanden, und die Arbeit beginnt.</translation>
    </message>
    <message>
        <source>At work</source>
        <translation>Bei der Arbeit</translation>
    </message>
    <message>
        <source>Once a second, while it works and nothing is said.</source>
        <translation>Einmal in der Sekunde, solange gearbeitet und nichts gesagt wird.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>What took long is over.</source>
        <translation>Was lange dauerte, ist vorbei.</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Misslungen</translation>
    </message>
    <message>
        <source>It did not work, or the key means nothing here; words follow.</source>
        <translation>Es ging nicht, oder die Taste bedeutet hier nichts; Worte folgen.</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>What went on was stopped, or the leader key was taken back.</source>
        <translation>Was lief, wurde angehalten, oder die Starttaste wurde zurückgenommen.</translation>
    </message>
    <message>
        <source>The end</source>
        <translation>Das Ende</translation>
    </message>
    <message>
        <source>While you explore: there is nothing more that way, or nothing like that.</source>
        <translation>Beim Erkunden: In dieser Richtung kommt nichts mehr, oder so etwas gibt es nicht.</translation>
    </message>
    <message>
        <source>{keys}: {help}</source>
        <translation>{keys}: {help}</translation>
    </message>
    <message>
        <source>F1: Go back to where you were.</source>
        <translation>F1: Zurück dorthin, wo Sie waren.</translation>
    </message>
    <message>
        <source>Choose a topic, then read its text with the arrow keys.
Below, every sound can be heard, and Earsight checks whether everything works.</source>
        <translation>Wählen Sie ein Thema und lesen Sie seinen Text mit den Pfeiltasten.
Darunter lässt sich jeder Klang hören, und Earsight prüft, ob alles geht.</translation>
    </message>
    <message>
        <source>Keys that work on every page have a topic of their own here.</source>
        <translation>Tasten, die auf jeder Seite gelten, haben hier ein eigenes Thema.</translation>
    </message>
</context>
<context>
    <name>HistoryPage</name>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Turn &amp;private mode off</source>
        <translation>&amp;Privatmodus ausschalten</translation>
    </message>
    <message>
        <source>Turn &amp;private mode on</source>
        <translation>&amp;Privatmodus einschalten</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>Verlauf durchsuchen</translation>
    </message>
    <message>
        <source>Words of a description, a question, an app or a title, then Return. Empty lists everything.</source>
        <translation>Wörter einer Beschreibung, einer Frage, einer App oder eines Titels, dann Eingabe. Leer zeigt alles.</translation>
    </message>
    <message>
        <source>Newest first. Return opens an entry, Delete pressed twice deletes it, Control C copies it.</source>
        <translation>Das Neueste zuerst. Eingabe öffnet einen Eintrag, zweimal Entfernen löscht ihn, Steuerung C kopiert ihn.</translation>
    </message>
    <message>
        <source>Not looked at yet.</source>
        <translation>Noch nicht nachgesehen.</translation>
    </message>
    <message>
        <source>&amp;Search the history</source>
        <translation>&amp;Verlauf durchsuchen</translation>
    </message>
    <message>
        <source>Go to the field.</source>
        <translation>Zum Feld gehen.</translation>
    </message>
    <message>
        <source>Hea&amp;r it</source>
        <translation>A&amp;nhören</translation>
    </message>
    <message>
        <source>Hear all of the entry.</source>
        <translation>Den ganzen Eintrag anhören.</translation>
    </message>
    <message>
        <source>Delete &amp;all…</source>
        <translation>&amp;Alles löschen…</translation>
    </message>
    <message>
        <source>Delete the whole history.</source>
        <translation>Den ganzen Verlauf löschen.</translation>
    </message>
    <message>
        <source>In private mode nothing is kept.</source>
        <translation>Im Privatmodus wird nichts aufbewahrt.</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>&amp;Öffnen</translation>
    </message>
    <message>
        <source>Go on with the entry, or read it.</source>
        <translation>Mit dem Eintrag weitermachen oder ihn lesen.</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copy all of the entry.</source>
        <translation>Den ganzen Eintrag kopieren.</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Delete the entry; press it twice.</source>
        <translation>Den Eintrag löschen; zweimal drücken.</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>&amp;List of entries</source>
        <translation>Lis&amp;te der Einträge</translation>
    </message>
    <message>
        <source>The history is not open yet. Try again in a moment.</source>
        <translation>Der Verlauf ist noch nicht geöffnet. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Being looked at.</source>
        <translation>Wird gerade durchgesehen.</translation>
    </message>
    <message>
        <source>Pictures of the screen are not kept: here nobody tells whose they are.</source>
        <translation>Bilder vom Bildschirm werden nicht aufbewahrt: Hier sagt niemand, wessen sie sind.</translation>
    </message>
    <message>
        <source>The newest {number} entries with these words.</source>
        <translation>Die neuesten {number} Einträge mit diesen Wörtern.</translation>
    </message>
    <message>
        <source>Nothing in the history has all these words.</source>
        <translation>Nichts im Verlauf hat alle diese Wörter.</translation>
    </message>
    <message>
        <source>1 entry found.</source>
        <translation>1 Eintrag gefunden.</translation>
    </message>
    <message>
        <source>{number} entries found.</source>
        <translation>{number} Einträge gefunden.</translation>
    </message>
    <message>
        <source>The history is empty, and private mode is on: nothing is kept.</source>
        <translation>Der Verlauf ist leer, und der Privatmodus ist eingeschaltet: Nichts wird aufbewahrt.</translation>
    </message>
    <message>
        <source>The history is empty. What is described from now on is found here.</source>
        <translation>Der Verlauf ist leer. Was von jetzt an beschrieben wird, ist hier zu finden.</translation>
    </message>
    <message>
        <source>1 entry.</source>
        <translation>1 Eintrag.</translation>
    </message>
    <message>
        <source>{number} entries.</source>
        <translation>{number} Einträge.</translation>
    </message>
    <message>
        <source>There is no entry here.</source>
        <translation>Hier ist kein Eintrag.</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
    <message>
        <source>Press Delete once more to delete this entry: {text}</source>
        <translation>Drücken Sie noch einmal Entfernen, um diesen Eintrag zu löschen: {text}</translation>
    </message>
    <message>
        <source>Deleted. Now at: {text}</source>
        <translation>Gelöscht. Jetzt bei: {text}</translation>
    </message>
    <message>
        <source>Deleted. Nothing is left here.</source>
        <translation>Gelöscht. Hier ist nichts mehr.</translation>
    </message>
    <message>
        <source>There is nothing to delete.</source>
        <translation>Es gibt nichts zu löschen.</translation>
    </message>
    <message>
        <source>1 entry was deleted.</source>
        <translation>1 Eintrag wurde gelöscht.</translation>
    </message>
    <message>
        <source>{number} entries were deleted.</source>
        <translation>{number} Einträge wurden gelöscht.</translation>
    </message>
    <message>
        <source>Delete the whole history</source>
        <translation>Den ganzen Verlauf löschen</translation>
    </message>
    <message>
        <source>Every description and conversation that was kept is deleted. That cannot be undone. Photos and files stay.</source>
        <translation>Jede aufbewahrte Beschreibung und jedes Gespräch wird gelöscht. Das lässt sich nicht rückgängig machen. Fotos und Dateien bleiben.</translation>
    </message>
    <message>
        <source>&amp;Delete all</source>
        <translation>&amp;Alles löschen</translation>
    </message>
    <message>
        <source>{name} was deleted.</source>
        <translation>{name} ist gelöscht.</translation>
    </message>
    <message>
        <source>Delete a damaged library</source>
        <translation>Eine beschädigte Bibliothek löschen</translation>
    </message>
    <message>
        <source>{name} is a damaged library that was kept. It holds history, titles and notes. What could be read of them is in your library.</source>
        <translation>{name} ist eine beschädigte Bibliothek, die aufgehoben wurde. Sie enthält Verlauf, Titel und Notizen. Was davon lesbar war, ist in Ihrer Bibliothek.</translation>
    </message>
    <message>
        <source>&amp;Delete this file</source>
        <translation>Diese Datei &amp;löschen</translation>
    </message>
    <message>
        <source>What to do with the entry</source>
        <translation>Was mit dem Eintrag geschehen soll</translation>
    </message>
    <message>
        <source>{text} Asked: {question}</source>
        <translation>{text} Gefragt: {question}</translation>
    </message>
    <message>
        <source>{text} {number} questions were asked.</source>
        <translation>{text} {number} Fragen wurden gestellt.</translation>
    </message>
    <message>
        <source>Asked: {question}</source>
        <translation>Gefragt: {question}</translation>
    </message>
    <message>
        <source>You: {words}</source>
        <translation>Sie: {words}</translation>
    </message>
    <message>
        <source>Earsight: {words}</source>
        <translation>Earsight: {words}</translation>
    </message>
    <message>
        <source>Today {time}</source>
        <translation>Heute {time}</translation>
    </message>
    <message>
        <source>Yesterday {time}</source>
        <translation>Gestern {time}</translation>
    </message>
    <message>
        <source>{day} {time}</source>
        <translation>{day} {time}</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>less than a kilobyte</source>
        <translation>weniger als ein Kilobyte</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>{number} kilobytes</source>
        <translation>{number} Kilobyte</translation>
    </message>
    <message>
        <source>{number} megabytes</source>
        <translation>{number} Megabyte</translation>
    </message>
    <message>
        <source>{number} gigabytes</source>
        <translation>{number} Gigabyte</translation>
    </message>
    <message>
        <source>file {name}</source>
        <translation>Datei {name}</translation>
    </message>
    <message>
        <source>without a name</source>
        <translation>ohne Namen</translation>
    </message>
    <message>
        <source>picture from the clipboard</source>
        <translation>Bild aus der Zwischenablage</translation>
    </message>
    <message>
        <source>part of the screen</source>
        <translation>Teil des Bildschirms</translation>
    </message>
    <message>
        <source>whole screen</source>
        <translation>ganzer Bildschirm</translation>
    </message>
    <message>
        <source>window {title}</source>
        <translation>Fenster {title}</translation>
    </message>
    <message>
        <source>window without a title</source>
        <translation>Fenster ohne Titel</translation>
    </message>
    <message>
        <source>What was described and asked, the newest first, in groups by day.
Return on an entry goes on with it.</source>
        <translation>Was beschrieben und gefragt wurde, das Neueste zuerst, nach Tagen geordnet.
Eingabe auf einem Eintrag macht mit ihm weiter.</translation>
    </message>
</context>
<context>
    <name>Intake</name>
    <message>
        <source>Open an image or a video</source>
        <translation>Ein Bild oder Video öffnen</translation>
    </message>
    <message>
        <source>Images and videos</source>
        <translation>Bilder und Videos</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
</context>
<context>
    <name>KeptPage</name>
    <message>
        <source>What did it keep?</source>
        <translation>Was wurde aufbewahrt?</translation>
    </message>
    <message>
        <source>All of this is on this computer, and nowhere else. Nothing of it is ever sent away.</source>
        <translation>Alles das liegt auf diesem Computer und nirgends sonst. Nichts davon wird je verschickt.</translation>
    </message>
    <message>
        <source>What is kept and how much. Delete deletes what a row names.</source>
        <translation>Was aufbewahrt wird und wie viel. Entfernen löscht, was eine Zeile nennt.</translation>
    </message>
    <message>
        <source>Not looked at yet.</source>
        <translation>Noch nicht nachgesehen.</translation>
    </message>
    <message>
        <source>&amp;Count again</source>
        <translation>&amp;Neu zählen</translation>
    </message>
    <message>
        <source>Look again how much there is.</source>
        <translation>Noch einmal nachsehen, wie viel es ist.</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>&amp;Löschen…</translation>
    </message>
    <message>
        <source>Delete what the row names, after a question.</source>
        <translation>Nach einer Rückfrage löschen, was die Zeile nennt.</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>&amp;Kept</source>
        <translation>Au&amp;fbewahrt</translation>
    </message>
    <message>
        <source>Counting.</source>
        <translation>Es wird gezählt.</translation>
    </message>
    <message>
        <source>Nothing is kept.</source>
        <translation>Nichts wird aufbewahrt.</translation>
    </message>
    <message>
        <source>Everything is counted.</source>
        <translation>Alles ist gezählt.</translation>
    </message>
    <message>
        <source>being counted</source>
        <translation>wird gezählt</translation>
    </message>
    <message>
        <source>{name}: {says}.</source>
        <translation>{name}: {says}.</translation>
    </message>
    <message>
        <source>{text} It cannot be deleted here.</source>
        <translation>{text} Das lässt sich hier nicht löschen.</translation>
    </message>
    <message>
        <source>There is nothing to delete.</source>
        <translation>Es gibt nichts zu löschen.</translation>
    </message>
    <message>
        <source>{name} cannot be deleted here.</source>
        <translation>{name} lässt sich hier nicht löschen.</translation>
    </message>
    <message>
        <source>Delete: {name}</source>
        <translation>Löschen: {name}</translation>
    </message>
    <message>
        <source>{text} All of it is deleted. That cannot be undone.</source>
        <translation>{text} Alles davon wird gelöscht. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>{name}: deleted.</source>
        <translation>{name}: gelöscht.</translation>
    </message>
    <message>
        <source>What Earsight keeps on this computer, how much that is, and a button that deletes it.</source>
        <translation>Was Earsight auf diesem Computer aufbewahrt, wie viel das ist, und ein Schalter, der es löscht.</translation>
    </message>
</context>
<context>
    <name>KeyButton</name>
    <message>
        <source>{name}: {keys}</source>
        <translation>{name}: {keys}</translation>
    </message>
    <message>
        <source>{name} stays {keys}.</source>
        <translation>{name} bleibt {keys}.</translation>
    </message>
    <message>
        <source>Press the new keys</source>
        <translation>Drücken Sie die neuen Tasten</translation>
    </message>
    <message>
        <source>Press the new keys. Escape leaves it as it is.</source>
        <translation>Drücken Sie die neuen Tasten. Escape lässt es, wie es ist.</translation>
    </message>
    <message>
        <source>That key cannot be used. Press another, or Escape.</source>
        <translation>Diese Taste geht nicht. Drücken Sie eine andere oder Escape.</translation>
    </message>
    <message>
        <source>{question} Return takes it all the same, Escape leaves it.</source>
        <translation>{question} Eingabe nimmt sie trotzdem, Escape lässt es.</translation>
    </message>
</context>
<context>
    <name>KeyNames</name>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Control</source>
        <translation>Steuerung</translation>
    </message>
    <message>
        <source>Escape</source>
        <translation>Escape</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Umschalt</translation>
    </message>
    <message>
        <source>Super</source>
        <extracomment>Keys that write a character, which keyboards have in different places.</extracomment>
        <translation>Super</translation>
    </message>
    <message>
        <source>Alt</source>
        <translation>Alt</translation>
    </message>
    <message>
        <source>Option</source>
        <translation>Wahl</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>Rücktaste</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Pos1</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Page Up</source>
        <translation>Bild auf</translation>
    </message>
    <message>
        <source>Page Down</source>
        <translation>Bild ab</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Pfeil auf</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Pfeil ab</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Pfeil links</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Pfeil rechts</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Druck</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Comma</source>
        <translation>Komma</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Punkt</translation>
    </message>
    <message>
        <source>Slash</source>
        <translation>Schrägstrich</translation>
    </message>
    <message>
        <source>Backslash</source>
        <translation>Rückstrich</translation>
    </message>
    <message>
        <source>Semicolon</source>
        <translation>Strichpunkt</translation>
    </message>
    <message>
        <source>Quote</source>
        <translation>Apostroph</translation>
    </message>
    <message>
        <source>Left Bracket</source>
        <translation>Eckige Klammer auf</translation>
    </message>
    <message>
        <source>Right Bracket</source>
        <translation>Eckige Klammer zu</translation>
    </message>
    <message>
        <source>Minus</source>
        <translation>Minus</translation>
    </message>
    <message>
        <source>Equals</source>
        <translation>Gleich</translation>
    </message>
    <message>
        <source>Back Quote</source>
        <translation>Gravis</translation>
    </message>
</context>
<context>
    <name>KeyTable</name>
    <message>
        <source>{keys} is also used by {owner}.</source>
        <translation>{keys} wird auch benutzt: {owner}.</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Tab and Shift Tab: Go to the next and the previous control.</source>
        <translation>Tab und Umschalt Tab: Zum nächsten und zum vorigen Element gehen.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Every key and what it does. Escape closes this window.</source>
        <translation>Jede Taste und was sie tut. Escape schließt dieses Fenster.</translation>
    </message>
    <message>
        <source>&amp;Keys and what they do:</source>
        <translation>&amp;Tasten und was sie tun:</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Go back to the picture.</source>
        <translation>Zurück zum Bild.</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
</context>
<context>
    <name>KeysGroup</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>&amp;Leader key</source>
        <translation>&amp;Starttaste</translation>
    </message>
    <message>
        <source>It is pressed before the one key of a command. Return changes it.</source>
        <translation>Sie wird vor der einen Taste eines Befehls gedrückt. Eingabe ändert sie.</translation>
    </message>
    <message>
        <source>&amp;Usual leader key</source>
        <translation>&amp;Übliche Starttaste</translation>
    </message>
    <message>
        <source>Takes back the leader key.</source>
        <translation>Nimmt wieder die übliche Starttaste.</translation>
    </message>
    <message>
        <source>&amp;No leader key</source>
        <translation>Ohne Sta&amp;rttaste</translation>
    </message>
    <message>
        <source>Only chords of their own reach the commands then.</source>
        <translation>Dann erreichen nur eigene Tastenkombinationen die Befehle.</translation>
    </message>
    <message>
        <source>&amp;Commands</source>
        <translation>&amp;Befehle</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Choose a command here; its keys are changed with the two buttons that follow.</source>
        <translation>Wählen Sie hier einen Befehl; seine Tasten ändern die beiden folgenden Schalter.</translation>
    </message>
    <message>
        <source>&amp;Key after the leader</source>
        <translation>&amp;Taste nach der Starttaste</translation>
    </message>
    <message>
        <source>Of the chosen command. Return changes it, Delete removes it.</source>
        <translation>Die des gewählten Befehls. Eingabe ändert sie, Entfernen nimmt sie weg.</translation>
    </message>
    <message>
        <source>Chor&amp;d of its own</source>
        <translation>Eigene Tasten&amp;kombination</translation>
    </message>
    <message>
        <source>Keys that reach the chosen command at once. Return changes them, Delete removes them.</source>
        <translation>Tasten, die den gewählten Befehl sofort erreichen. Eingabe ändert sie, Entfernen nimmt sie weg.</translation>
    </message>
    <message>
        <source>I&amp;ts usual keys</source>
        <translation>Seine üb&amp;lichen Tasten</translation>
    </message>
    <message>
        <source>Gives the chosen command its usual key, without a chord.</source>
        <translation>Gibt dem gewählten Befehl seine übliche Taste, ohne Tastenkombination.</translation>
    </message>
    <message>
        <source>&amp;All usual keys</source>
        <translation>&amp;Alle üblichen Tasten</translation>
    </message>
    <message>
        <source>Gives the leader and every command their usual keys.</source>
        <translation>Gibt der Starttaste und jedem Befehl die üblichen Tasten.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Leader key</source>
        <translation>Starttaste</translation>
    </message>
    <message>
        <source>{title}: {key}, or {chord}.</source>
        <translation>{title}: {key} oder {chord}.</translation>
    </message>
    <message>
        <source>{title}: {key}.</source>
        <translation>{title}: {key}.</translation>
    </message>
    <message>
        <source>{title}: {chord}.</source>
        <translation>{title}: {chord}.</translation>
    </message>
    <message>
        <source>{title}: no keys.</source>
        <translation>{title}: keine Tasten.</translation>
    </message>
    <message>
        <source>Key of {title}</source>
        <translation>Taste für {title}</translation>
    </message>
    <message>
        <source>Chord of {title}</source>
        <translation>Tastenkombination für {title}</translation>
    </message>
    <message>
        <source>That is the chord of {title}. Press other keys, or Escape.</source>
        <translation>Das ist die Tastenkombination für {title}. Drücken Sie andere Tasten oder Escape.</translation>
    </message>
    <message>
        <source>That is the leader key. Press other keys, or Escape.</source>
        <translation>Das ist die Starttaste. Drücken Sie andere Tasten oder Escape.</translation>
    </message>
    <message>
        <source>{keys} is the chord of {title} now.</source>
        <translation>{keys} ist jetzt die Tastenkombination für {title}.</translation>
    </message>
    <message>
        <source>One key alone, please, without Shift or others.</source>
        <translation>Bitte nur eine Taste, ohne Umschalt oder andere.</translation>
    </message>
    <message>
        <source>{keys} is the key of {title} now.</source>
        <translation>{keys} ist jetzt die Taste für {title}.</translation>
    </message>
    <message>
        <source>The leader key is {keys}.</source>
        <translation>Die Starttaste ist {keys}.</translation>
    </message>
    <message>
        <source>There is no leader key.</source>
        <translation>Es gibt keine Starttaste.</translation>
    </message>
    <message>
        <source>Taken away from {title}.</source>
        <translation>Von {title} weggenommen.</translation>
    </message>
    <message>
        <source>{title}: {keys}.</source>
        <translation>{title}: {keys}.</translation>
    </message>
    <message>
        <source>This sets back all keys. Press it again to do so.</source>
        <translation>Das setzt alle Tasten zurück. Drücken Sie noch einmal, um es zu tun.</translation>
    </message>
    <message>
        <source>All keys are the usual ones.</source>
        <translation>Alle Tasten sind die üblichen.</translation>
    </message>
    <message>
        <source>This desktop gives out the keys: it asks you, then it is said which they are.</source>
        <translation>Dieser Desktop vergibt die Tasten: Er fragt Sie, dann wird gesagt, welche es sind.</translation>
    </message>
    <message>
        <source>Set up ke&amp;ys…</source>
        <translation>Tas&amp;ten einrichten…</translation>
    </message>
</context>
<context>
    <name>Library</name>
    <message>
        <source>There is no library yet.</source>
        <translation>Es gibt noch keine Bibliothek.</translation>
    </message>
    <message>
        <source>The library has {photos}.</source>
        <translation>Die Bibliothek hat {photos}.</translation>
    </message>
    <message>
        <source>The disk of {folder} is not connected.</source>
        <translation>Der Datenträger von {folder} ist nicht angeschlossen.</translation>
    </message>
    <message>
        <source>Still to be described: {photos}.</source>
        <translation>Noch zu beschreiben: {photos}.</translation>
    </message>
    <message>
        <source>The text of {photos} is still to be read.</source>
        <translation>Der Text von {photos} ist noch zu lesen.</translation>
    </message>
    <message>
        <source>Files that could not be read: {count}.</source>
        <translation>Dateien, die sich nicht lesen ließen: {count}.</translation>
    </message>
    <message>
        <source>And {count} more; Show more lists them.</source>
        <translation>Und {count} weitere; Mehr zeigen listet sie auf.</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Photos like {name}</source>
        <translation>Fotos wie {name}</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>Alben</translation>
    </message>
    <message>
        <source>There are no albums yet.</source>
        <translation>Es gibt noch keine Alben.</translation>
    </message>
    <message>
        <source>On this day</source>
        <translation>An diesem Tag</translation>
    </message>
    <message>
        <source>There are no photos of these days in earlier years.</source>
        <translation>Es gibt keine Fotos von diesen Tagen in früheren Jahren.</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>Durchsehen</translation>
    </message>
    <message>
        <source>There is nothing to review.</source>
        <translation>Es gibt nichts durchzusehen.</translation>
    </message>
    <message>
        <source>To look through: {count}. Nothing is ever deleted.</source>
        <translation>Durchzusehen: {count}. Es wird nie etwas gelöscht.</translation>
    </message>
    <message>
        <source>{count} files, each with its folder.</source>
        <translation>{count} Dateien, jede mit ihrem Ordner.</translation>
    </message>
    <message>
        <source>{name}: taught with {photos}.</source>
        <translation>{name}: gelernt mit {photos}.</translation>
    </message>
    <message>
        <source>No name was taught yet. On a photo, This is teaches one.</source>
        <translation>Es wurde noch kein Name gelernt. Auf einem Foto lehrt Das ist einen.</translation>
    </message>
    <message>
        <source>Names: {count}.</source>
        <translation>Namen: {count}.</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>Probably {name}.</source>
        <translation>Wahrscheinlich {name}.</translation>
    </message>
    <message>
        <source>You said this is {name}.</source>
        <translation>Sie haben gesagt, das ist {name}.</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>{folder}, whose disk is not connected.</source>
        <translation>{folder}, dessen Datenträger nicht angeschlossen ist.</translation>
    </message>
    <message>
        <source>No folder is in the library yet.</source>
        <translation>Es ist noch kein Ordner in der Bibliothek.</translation>
    </message>
    <message>
        <source>Folders: {count}.</source>
        <translation>Ordner: {count}.</translation>
    </message>
    <message>
        <source>The note is kept.</source>
        <translation>Die Notiz ist gesichert.</translation>
    </message>
    <message>
        <source>It has no note now.</source>
        <translation>Es hat jetzt keine Notiz.</translation>
    </message>
    <message>
        <source>{name} is known from {photos}.</source>
        <translation>{name} ist von {photos} bekannt.</translation>
    </message>
    <message>
        <source>Three photos or more make it work better.</source>
        <translation>Mit drei Fotos oder mehr geht es besser.</translation>
    </message>
    <message>
        <source>Probably {name} is on {photos} more.</source>
        <translation>Wahrscheinlich ist {name} auf weiteren: {photos}.</translation>
    </message>
    <message>
        <source>I am not sure of {name} on any other photo.</source>
        <translation>Ich bin bei {name} auf keinem anderen Foto sicher.</translation>
    </message>
    <message>
        <source>The folder {name} is not in the library.</source>
        <translation>Der Ordner {name} ist nicht in der Bibliothek.</translation>
    </message>
    <message>
        <source>{name} is not in the library any more. Its photos stay on the disk.</source>
        <translation>{name} ist nicht mehr in der Bibliothek. Die Fotos bleiben auf dem Datenträger.</translation>
    </message>
    <message>
        <source>There is no folder to index.</source>
        <translation>Es gibt keinen Ordner zum Indexieren.</translation>
    </message>
    <message>
        <source>Choose one with Add folder.</source>
        <translation>Wählen Sie einen mit Ordner hinzufügen.</translation>
    </message>
    <message>
        <source>There is no model that describes photos.</source>
        <translation>Es gibt kein Modell, das Fotos beschreibt.</translation>
    </message>
    <message>
        <source>{name} is forgotten.</source>
        <translation>{name} ist vergessen.</translation>
    </message>
    <message>
        <source>Another program has the library open; the last traces go when it ends.</source>
        <translation>Ein anderes Programm hat die Bibliothek geöffnet; die letzten Spuren verschwinden, wenn es endet.</translation>
    </message>
    <message>
        <source>Add a folder of photos with Add folder.</source>
        <translation>Fügen Sie mit Ordner hinzufügen einen Ordner mit Fotos hinzu.</translation>
    </message>
    <message>
        <source>That photo is not in the library any more.</source>
        <translation>Dieses Foto ist nicht mehr in der Bibliothek.</translation>
    </message>
    <message>
        <source>Search for it again.</source>
        <translation>Suchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Your note: {note}</source>
        <translation>Ihre Notiz: {note}</translation>
    </message>
    <message>
        <source>File: {name}.</source>
        <translation>Datei: {name}.</translation>
    </message>
    <message>
        <source>Its date: {day}.</source>
        <translation>Ihr Datum: {day}.</translation>
    </message>
    <message>
        <source>Why: {reasons}.</source>
        <translation>Warum: {reasons}.</translation>
    </message>
    <message>
        <source>in {place}</source>
        <translation>in {place}</translation>
    </message>
    <message>
        <source>on a disk that is not connected</source>
        <translation>auf einem Datenträger, der nicht angeschlossen ist</translation>
    </message>
    <message>
        <source>{name} in the folder {folder}, {width} by {height} pixels.</source>
        <translation>{name} im Ordner {folder}, {width} mal {height} Pixel.</translation>
    </message>
    <message>
        <source>{width} by {height} pixels</source>
        <translation>{width} mal {height} Pixel</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>1 Foto</translation>
    </message>
    <message>
        <source>{count} photos</source>
        <translation>{count} Fotos</translation>
    </message>
    <message>
        <source>This one could stay.</source>
        <translation>Diese könnte bleiben.</translation>
    </message>
    <message>
        <source>The best: {why}.</source>
        <translation>Die beste: {why}.</translation>
    </message>
    <message>
        <source> in </source>
        <translation> in </translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Find photos</source>
        <translation>Fotos finden</translation>
    </message>
    <message>
        <source>Say in your own words what to look for, then press Return. The answer is in the list.</source>
        <translation>Sagen Sie mit eigenen Worten, was gesucht wird, und drücken Sie Eingabe. Die Antwort steht in der Liste.</translation>
    </message>
    <message>
        <source>A dog on a beach, last summer</source>
        <translation>A dog on a beach, last summer</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Return opens a row. The Menu key offers what can be done with it.</source>
        <translation>Eingabe öffnet eine Zeile. Die Menütaste bietet an, was sich mit ihr machen lässt.</translation>
    </message>
    <message>
        <source>Not looked at yet.</source>
        <translation>Noch nicht nachgesehen.</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>&amp;Suchen</translation>
    </message>
    <message>
        <source>Look for what the field says.</source>
        <translation>Suchen, was im Feld steht.</translation>
    </message>
    <message>
        <source>&amp;Albums</source>
        <translation>&amp;Alben</translation>
    </message>
    <message>
        <source>List the albums.</source>
        <translation>Die Alben auflisten.</translation>
    </message>
    <message>
        <source>On this da&amp;y</source>
        <translation>An diesem &amp;Tag</translation>
    </message>
    <message>
        <source>List photos of this day in earlier years.</source>
        <translation>Fotos von diesem Tag in früheren Jahren auflisten.</translation>
    </message>
    <message>
        <source>To re&amp;view</source>
        <translation>Du&amp;rchsehen</translation>
    </message>
    <message>
        <source>List copies, blurred and dark photos. Nothing is deleted.</source>
        <translation>Doppelte, unscharfe und dunkle Fotos auflisten. Nichts wird gelöscht.</translation>
    </message>
    <message>
        <source>&amp;Names</source>
        <translation>&amp;Namen</translation>
    </message>
    <message>
        <source>List the names that were taught.</source>
        <translation>Die gelernten Namen auflisten.</translation>
    </message>
    <message>
        <source>Folde&amp;rs</source>
        <translation>&amp;Ordner</translation>
    </message>
    <message>
        <source>List the folders in the library.</source>
        <translation>Die Ordner der Bibliothek auflisten.</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>Go back to the list before this one.</source>
        <translation>Zur vorigen Liste zurückgehen.</translation>
    </message>
    <message>
        <source>Show &amp;more</source>
        <translation>&amp;Mehr zeigen</translation>
    </message>
    <message>
        <source>List more of what was found.</source>
        <translation>Mehr von dem auflisten, was gefunden wurde.</translation>
    </message>
    <message>
        <source>A&amp;ctions…</source>
        <translation>A&amp;ktionen…</translation>
    </message>
    <message>
        <source>What can be done with the row. The Menu key does the same.</source>
        <translation>Was sich mit der Zeile machen lässt. Die Menütaste tut dasselbe.</translation>
    </message>
    <message>
        <source>A&amp;dd folder…</source>
        <translation>Ordner hinz&amp;ufügen…</translation>
    </message>
    <message>
        <source>Choose a folder of photos for the library.</source>
        <translation>Einen Ordner mit Fotos für die Bibliothek wählen.</translation>
    </message>
    <message>
        <source>Inde&amp;x now</source>
        <translation>Jetzt inde&amp;xieren</translation>
    </message>
    <message>
        <source>Look for what changed in the folders.</source>
        <translation>Nachsehen, was sich in den Ordnern geändert hat.</translation>
    </message>
    <message>
        <source>Describe ne&amp;w photos</source>
        <translation>Neue Fotos &amp;beschreiben</translation>
    </message>
    <message>
        <source>Describe the photos that were not described yet, and read their text.</source>
        <translation>Die noch nicht beschriebenen Fotos beschreiben und ihren Text lesen.</translation>
    </message>
    <message>
        <source>S&amp;tatus</source>
        <translation>&amp;Überblick</translation>
    </message>
    <message>
        <source>Hear how the library is doing.</source>
        <translation>Hören, wie es um die Bibliothek steht.</translation>
    </message>
    <message>
        <source>Find &amp;photos</source>
        <translation>&amp;Fotos finden</translation>
    </message>
    <message>
        <source>Go to the field.</source>
        <translation>Zum Feld gehen.</translation>
    </message>
    <message>
        <source>St&amp;op</source>
        <translation>Stop&amp;p</translation>
    </message>
    <message>
        <source>Stop looking or indexing.</source>
        <translation>Nicht weiter suchen oder indexieren.</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>Listen</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>&amp;List: {title}</source>
        <translation>&amp;Liste: {title}</translation>
    </message>
    <message>
        <source>There is nothing to look for. Say it in your own words.</source>
        <translation>Es ist nichts zu suchen da. Sagen Sie es mit eigenen Worten.</translation>
    </message>
    <message>
        <source>Searching.</source>
        <translation>Es wird gesucht.</translation>
    </message>
    <message>
        <source>There is no more of this list.</source>
        <translation>Mehr hat diese Liste nicht.</translation>
    </message>
    <message>
        <source>Looking.</source>
        <translation>Ich sehe nach.</translation>
    </message>
    <message>
        <source>This is the first list.</source>
        <translation>Das ist die erste Liste.</translation>
    </message>
    <message>
        <source>Back to {title}.</source>
        <translation>Zurück zu {title}.</translation>
    </message>
    <message>
        <source>Add a folder of photos: the button Add folder, or Control Shift O.</source>
        <translation>Fügen Sie einen Ordner mit Fotos hinzu: der Schalter Ordner hinzufügen oder Steuerung Umschalt O.</translation>
    </message>
    <message>
        <source>Stopping.</source>
        <translation>Es wird angehalten.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>There is nothing to stop.</source>
        <translation>Es gibt nichts anzuhalten.</translation>
    </message>
    <message>
        <source>What to do with it</source>
        <translation>Was damit geschehen soll</translation>
    </message>
    <message>
        <source>There is nothing to do with this row but to open it.</source>
        <translation>Diese Zeile lässt sich nur öffnen.</translation>
    </message>
    <message>
        <source>Finds photos by a sentence, and lists albums, copies, names and folders.
Return on a row opens it, the Menu key offers what can be done with it.
Nothing here ever deletes a photo.</source>
        <translation>Findet Fotos nach einem Satz und zeigt Alben, Kopien, Namen und Ordner.
Eingabe öffnet eine Zeile, die Menütaste bietet an, was sich mit ihr tun lässt.
Hier wird nie ein Foto gelöscht.</translation>
    </message>
</context>
<context>
    <name>LiveGroup</name>
    <message>
        <source>Live region</source>
        <translation>Live-Bereich</translation>
    </message>
    <message>
        <source>&amp;Time between two looks</source>
        <translation>&amp;Zeit zwischen zwei Blicken</translation>
    </message>
    <message>
        <source>A shorter time notices changes sooner and works more.</source>
        <translation>Eine kürzere Zeit bemerkt Änderungen früher und arbeitet mehr.</translation>
    </message>
    <message>
        <source> seconds</source>
        <translation> Sekunden</translation>
    </message>
    <message>
        <source>&amp;Share of one processor</source>
        <translation>&amp;Anteil eines Prozessors</translation>
    </message>
    <message>
        <source>How much it may work. On battery it is half of that.</source>
        <translation>Wie viel gearbeitet werden darf. Im Akkubetrieb ist es die Hälfte davon.</translation>
    </message>
    <message>
        <source> percent</source>
        <translation> Prozent</translation>
    </message>
</context>
<context>
    <name>LiveRegion</name>
    <message>
        <source>{problem} The live region is off.</source>
        <translation>{problem} Der Live-Bereich ist aus.</translation>
    </message>
    <message>
        <source>Something went wrong. The live region is off.</source>
        <translation>Etwas ist schiefgegangen. Der Live-Bereich ist aus.</translation>
    </message>
    <message>
        <source>The picture changed.</source>
        <translation>Das Bild hat sich geändert.</translation>
    </message>
    <message>
        <source>And one more line.</source>
        <translation>Und noch eine Zeile.</translation>
    </message>
    <message>
        <source>And {count} more lines.</source>
        <translation>Und {count} weitere Zeilen.</translation>
    </message>
</context>
<context>
    <name>LongWork</name>
    <message>
        <source>Indexing. Escape stops it.</source>
        <translation>Es wird indexiert. Escape bricht ab.</translation>
    </message>
    <message>
        <source>Indexing</source>
        <translation>Aufnahme der Fotos</translation>
    </message>
    <message>
        <source>Describing. Escape stops it.</source>
        <translation>Es wird beschrieben. Escape bricht ab.</translation>
    </message>
    <message>
        <source>Describing</source>
        <translation>Beschreibung der Fotos</translation>
    </message>
    <message>
        <source>Another work goes on. Escape stops it.</source>
        <translation>Eine andere Arbeit läuft noch. Escape bricht sie ab.</translation>
    </message>
    <message>
        <source>Stopped. What was done stays, and the next time goes on from there.</source>
        <translation>Angehalten. Was getan ist, bleibt, und beim nächsten Mal geht es dort weiter.</translation>
    </message>
</context>
<context>
    <name>LooksStep</name>
    <message>
        <source>Speed, size, contrast</source>
        <translation>Tempo, Größe, Kontrast</translation>
    </message>
    <message>
        <source>These buttons change how fast Earsight&apos;s own voice speaks, and how this window looks.</source>
        <translation>Diese Schalter ändern, wie schnell die eigene Stimme spricht und wie dieses Fenster aussieht.</translation>
    </message>
    <message>
        <source>The settings have more of that.</source>
        <translation>In den Einstellungen gibt es mehr davon.</translation>
    </message>
    <message>
        <source>The page Help has every key, every sound and a minute&apos;s tour.</source>
        <translation>Die Seite Hilfe hat jede Taste, jeden Klang und einen Rundgang von einer Minute.</translation>
    </message>
    <message>
        <source>The page Models has larger models, each with its licence.</source>
        <translation>Die Seite Modelle hat größere Modelle, jedes mit seiner Lizenz.</translation>
    </message>
    <message>
        <source>The own voice speaks slower.</source>
        <translation>Die eigene Stimme spricht langsamer.</translation>
    </message>
    <message>
        <source>The own voice speaks faster.</source>
        <translation>Die eigene Stimme spricht schneller.</translation>
    </message>
    <message>
        <source>Text is smaller.</source>
        <translation>Der Text wird kleiner.</translation>
    </message>
    <message>
        <source>Text is larger.</source>
        <translation>Der Text wird größer.</translation>
    </message>
    <message>
        <source>Light, dark, high contrast, or as the system: the next of these.</source>
        <translation>Hell, dunkel, hoher Kontrast oder wie das System: das Nächste davon.</translation>
    </message>
    <message>
        <source>Slo&amp;wer</source>
        <translation>&amp;Langsamer</translation>
    </message>
    <message>
        <source>&amp;Faster</source>
        <translation>&amp;Schneller</translation>
    </message>
    <message>
        <source>&amp;Larger text</source>
        <translation>&amp;Größerer Text</translation>
    </message>
    <message>
        <source>S&amp;maller text</source>
        <translation>&amp;Kleinerer Text</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>Far&amp;ben</translation>
    </message>
    <message>
        <source>{rate} words a minute. This is how fast the own voice speaks.</source>
        <translation>{rate} Wörter in der Minute. So schnell spricht die eigene Stimme.</translation>
    </message>
    <message>
        <source>Text at {percent} percent.</source>
        <translation>Text mit {percent} Prozent.</translation>
    </message>
    <message>
        <source>Colours as the system has them.</source>
        <translation>Farben wie im System.</translation>
    </message>
    <message>
        <source>Light colours.</source>
        <translation>Helle Farben.</translation>
    </message>
    <message>
        <source>Dark colours.</source>
        <translation>Dunkle Farben.</translation>
    </message>
    <message>
        <source>High contrast: white and yellow on black.</source>
        <translation>Hoher Kontrast: Weiß und Gelb auf Schwarz.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Describes pictures and the screen in words.</source>
        <translation>Beschreibt Bilder und den Bildschirm in Worten.</translation>
    </message>
    <message>
        <source>Menus</source>
        <translation>Menüs</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
</context>
<context>
    <name>ModelTexts</name>
    <message>
        <source>More accurate than 0.5B, and slower.</source>
        <translation>Genauer als 0.5B, und langsamer.</translation>
    </message>
    <message>
        <source>The most accurate, and by far the slowest.</source>
        <translation>Das genaueste, und bei weitem das langsamste.</translation>
    </message>
    <message>
        <source>Finds photos by a sentence far better than the model that ships with Earsight. The quickest; the first one to try.</source>
        <translation>Findet Fotos nach einem Satz weit besser als das Modell, das mit Earsight kommt. Das schnellste; das erste zum Ausprobieren.</translation>
    </message>
    <message>
        <source>Finds photos more accurately than S0, at twice the time.</source>
        <translation>Findet Fotos genauer als S0, in der doppelten Zeit.</translation>
    </message>
    <message>
        <source>Finds photos more accurately than S2, and more slowly.</source>
        <translation>Findet Fotos genauer als S2, und langsamer.</translation>
    </message>
    <message>
        <source>The most accurate of those that are offered, and the slowest.</source>
        <translation>Das genaueste der angebotenen, und das langsamste.</translation>
    </message>
    <message>
        <source>for research only, not commercial</source>
        <translation>nur zur Forschung, nicht gewerblich</translation>
    </message>
    <message>
        <source>This model belongs to Apple and is for research only: scientific and academic work that is not commercial. You may not use it in a product or a service, or for any commercial purpose. If you pass it on, pass the licence on with it. Apple may end the licence if you break it; then the model must be deleted. It comes without any warranty.</source>
        <translation>Dieses Modell gehört Apple und ist nur zur Forschung da: für wissenschaftliche Arbeit, die nicht gewerblich ist. Sie dürfen es nicht in einem Produkt oder einem Dienst verwenden und zu keinem gewerblichen Zweck. Wenn Sie es weitergeben, geben Sie die Lizenz mit. Apple darf die Lizenz beenden, wenn Sie gegen sie verstoßen; dann muss das Modell gelöscht werden. Es kommt ohne jede Gewähr.</translation>
    </message>
    <message>
        <source>Offered for research and personal use; see MODEL_CARD.md</source>
        <translation>Angeboten zur Forschung und für den eigenen Gebrauch; siehe MODEL_CARD.md</translation>
    </message>
    <message>
        <source>shipped with Earsight</source>
        <translation>mit Earsight ausgeliefert</translation>
    </message>
    <message>
        <source>fetched from {name}</source>
        <translation>von {name} geholt</translation>
    </message>
    <message>
        <source>converted from {name}</source>
        <translation>aus {name} umgewandelt</translation>
    </message>
    <message>
        <source>less than a megabyte</source>
        <translation>weniger als ein Megabyte</translation>
    </message>
    <message>
        <source>{number} megabytes</source>
        <translation>{number} Megabyte</translation>
    </message>
    <message>
        <source>1 gigabyte</source>
        <translation>1 Gigabyte</translation>
    </message>
    <message>
        <source>{number} gigabytes</source>
        <translation>{number} Gigabyte</translation>
    </message>
    <message>
        <source>The quickest of the three; the first one to try. It describes more than the model that ships with Earsight.</source>
        <translation>Das schnellste der drei; das erste zum Ausprobieren. Es beschreibt mehr als das Modell, das mit Earsight kommt.</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Return installs a model, or has it speak. The Menu key offers what can be done with it.</source>
        <translation>Eingabe installiert ein Modell oder lässt es sprechen. Die Menütaste bietet an, was sich mit ihm machen lässt.</translation>
    </message>
    <message>
        <source>Not looked at yet.</source>
        <translation>Noch nicht nachgesehen.</translation>
    </message>
    <message>
        <source>I&amp;nstall…</source>
        <translation>I&amp;nstallieren…</translation>
    </message>
    <message>
        <source>Show the licence, and fetch the model when you agree to it.</source>
        <translation>Die Lizenz zeigen und das Modell holen, wenn Sie ihr zustimmen.</translation>
    </message>
    <message>
        <source>&amp;Use for describing</source>
        <translation>Zum &amp;Beschreiben nehmen</translation>
    </message>
    <message>
        <source>Have this model describe pictures and answer questions.</source>
        <translation>Dieses Modell Bilder beschreiben und Fragen beantworten lassen.</translation>
    </message>
    <message>
        <source>Show &amp;licence</source>
        <translation>&amp;Lizenz zeigen</translation>
    </message>
    <message>
        <source>Read the model&apos;s licence.</source>
        <translation>Die Lizenz des Modells lesen.</translation>
    </message>
    <message>
        <source>Chec&amp;k files</source>
        <translation>Dateien &amp;prüfen</translation>
    </message>
    <message>
        <source>Compare all its files with what they must be.</source>
        <translation>Alle seine Dateien mit dem vergleichen, was sie sein müssen.</translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation>L&amp;öschen…</translation>
    </message>
    <message>
        <source>Delete the model from this computer.</source>
        <translation>Das Modell von diesem Computer löschen.</translation>
    </message>
    <message>
        <source>&amp;Models</source>
        <translation>&amp;Modelle</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Stopp</translation>
    </message>
    <message>
        <source>Stop installing or checking.</source>
        <translation>Nicht weiter installieren oder prüfen.</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>The models are being looked at.</source>
        <translation>Die Modelle werden durchgesehen.</translation>
    </message>
    <message>
        <source>Ready.</source>
        <translation>Bereit.</translation>
    </message>
    <message>
        <source>{title} is not installed yet.</source>
        <translation>{title} ist noch nicht installiert.</translation>
    </message>
    <message>
        <source>{title} finds photos; it does not describe them.</source>
        <translation>{title} findet Fotos; es beschreibt sie nicht.</translation>
    </message>
    <message>
        <source>The best model that fits into memory describes pictures from now on.</source>
        <translation>Von jetzt an beschreibt das beste Modell, das in den Arbeitsspeicher passt.</translation>
    </message>
    <message>
        <source>{title} describes pictures from now on.</source>
        <translation>Von jetzt an beschreibt {title} die Bilder.</translation>
    </message>
    <message>
        <source>{title} cannot be fetched by Earsight.</source>
        <translation>{title} kann Earsight nicht holen.</translation>
    </message>
    <message>
        <source>The licence of {title}, in short: {plain} Below is the whole text. Tab leads to the button that agrees and installs. Escape installs nothing.</source>
        <translation>Die Lizenz von {title}, in Kürze: {plain} Darunter steht der ganze Text. Tab führt zum Schalter, der zustimmt und installiert. Escape installiert nichts.</translation>
    </message>
    <message>
        <source>Licence of {title}</source>
        <translation>Lizenz von {title}</translation>
    </message>
    <message>
        <source>I &amp;agree, install</source>
        <translation>Ich &amp;stimme zu, installieren</translation>
    </message>
    <message>
        <source>&amp;Do not install</source>
        <translation>&amp;Nicht installieren</translation>
    </message>
    <message>
        <source>Asking for {title}. Escape stops it.</source>
        <translation>{title} wird angefragt. Escape bricht ab.</translation>
    </message>
    <message>
        <source>Installing {title}</source>
        <translation>Installation von {title}</translation>
    </message>
    <message>
        <source>Stopped. Installing {title} again goes on from there.</source>
        <translation>Angehalten. Wird {title} noch einmal installiert, geht es dort weiter.</translation>
    </message>
    <message>
        <source>Licence of {title}: {licence}.</source>
        <translation>Lizenz von {title}: {licence}.</translation>
    </message>
    <message>
        <source>It says of no licence.</source>
        <translation>Eine Lizenz ist nicht angegeben.</translation>
    </message>
    <message>
        <source>You accepted this licence.</source>
        <translation>Sie haben dieser Lizenz zugestimmt.</translation>
    </message>
    <message>
        <source>You have not accepted this licence yet.</source>
        <translation>Sie haben dieser Lizenz noch nicht zugestimmt.</translation>
    </message>
    <message>
        <source>{licence}. In short: {plain} {state} Escape closes this window.</source>
        <translation>{licence}. In Kürze: {plain} {state} Escape schließt dieses Fenster.</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Checking {title}. Escape stops it.</source>
        <translation>{title} wird geprüft. Escape bricht ab.</translation>
    </message>
    <message>
        <source>Checking {title}</source>
        <translation>Prüfung von {title}</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>Remove model</source>
        <translation>Modell löschen</translation>
    </message>
    <message>
        <source>Delete {title} from this computer?</source>
        <translation>{title} von diesem Computer löschen?</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <source>There is nothing to stop.</source>
        <translation>Es gibt nichts anzuhalten.</translation>
    </message>
    <message>
        <source>Stopping.</source>
        <translation>Es wird angehalten.</translation>
    </message>
    <message>
        <source>What to do with it</source>
        <translation>Was damit geschehen soll</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Go to a model in the list first.</source>
        <translation>Gehen Sie zuerst zu einem Modell in der Liste.</translation>
    </message>
    <message>
        <source>Another work goes on. Escape stops it.</source>
        <translation>Eine andere Arbeit läuft noch. Escape bricht sie ab.</translation>
    </message>
    <message>
        <source>Models describe pictures or find photos; each has a card with its size, its memory and its licence.
Return on a card installs the model, or has it speak.
The licence is shown before anything is fetched.</source>
        <translation>Modelle beschreiben Bilder oder finden Fotos; jedes hat eine Karte mit Größe, Arbeitsspeicher und Lizenz.
Eingabe auf einer Karte installiert das Modell oder lässt es sprechen.
Die Lizenz wird gezeigt, bevor etwas geholt wird.</translation>
    </message>
</context>
<context>
    <name>ModelsWords</name>
    <message>
        <source>Not usable: {problem}</source>
        <translation>Nicht benutzbar: {problem}</translation>
    </message>
    <message>
        <source>Going on with {title}: {size} to go.</source>
        <translation>Weiter mit {title}: noch {size}.</translation>
    </message>
    <message>
        <source>Fetching {title}: {size} to go.</source>
        <translation>{title} wird geholt: noch {size}.</translation>
    </message>
    <message>
        <source>{title} is installed already, and all its files are as they should be.</source>
        <translation>{title} ist schon installiert, und alle Dateien sind, wie sie sein sollen.</translation>
    </message>
    <message>
        <source>{title} is mended. Fetched again: {files}.</source>
        <translation>{title} ist repariert. Noch einmal geholt: {files}.</translation>
    </message>
    <message>
        <source>{title} is installed, and all its files were checked.</source>
        <translation>{title} ist installiert, und alle Dateien wurden geprüft.</translation>
    </message>
    <message>
        <source>To find photos with it, index your folders on the page Library.</source>
        <translation>Um damit Fotos zu finden, indexieren Sie Ihre Ordner auf der Seite Bibliothek.</translation>
    </message>
    <message>
        <source>Install it again to fetch just that.</source>
        <translation>Installieren Sie es noch einmal, um nur das zu holen.</translation>
    </message>
    <message>
        <source>Copy it here once more, or install Earsight again if it came with it.</source>
        <translation>Kopieren Sie es noch einmal hierher, oder installieren Sie Earsight neu, wenn es dazugehört.</translation>
    </message>
    <message>
        <source>{title}: all {count} files are as they should be.</source>
        <translation>{title}: Alle {count} Dateien sind, wie sie sein sollen.</translation>
    </message>
    <message>
        <source>{title}: there is no list of its files; none of them is cut short.</source>
        <translation>{title}: Es gibt keine Liste der Dateien; keine ist abgeschnitten.</translation>
    </message>
    <message>
        <source>{title} is removed. That freed {size}.</source>
        <translation>{title} ist gelöscht. Das hat {size} frei gemacht.</translation>
    </message>
    <message>
        <source>Automatic choice: the best installed model that fits into memory describes pictures.</source>
        <translation>Automatische Wahl: Es beschreibt das beste installierte Modell, das in den Arbeitsspeicher passt.</translation>
    </message>
    <message>
        <source>Automatic choice</source>
        <translation>Automatische Wahl</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>Gewählt</translation>
    </message>
    <message>
        <source>Use for describing</source>
        <translation>Zum Beschreiben verwenden</translation>
    </message>
    <message>
        <source>Not usable</source>
        <translation>Nicht brauchbar</translation>
    </message>
    <message>
        <source>Install again…</source>
        <translation>Wieder installieren…</translation>
    </message>
    <message>
        <source>{title} is installed: {size}.</source>
        <translation>{title} ist installiert: {size}.</translation>
    </message>
    <message>
        <source>It is chosen to describe pictures.</source>
        <translation>Es ist zum Beschreiben gewählt.</translation>
    </message>
    <message>
        <source>It is {source}.</source>
        <translation>Herkunft: {source}.</translation>
    </message>
    <message>
        <source>Weights of {bits} bits.</source>
        <translation>Gewichte mit {bits} Bit.</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>Installiert</translation>
    </message>
    <message>
        <source>{title} can be installed: {size}.</source>
        <translation>{title} lässt sich installieren: {size}.</translation>
    </message>
    <message>
        <source>An installation was begun and is not finished: {size} so far.</source>
        <translation>Eine Installation wurde begonnen und ist nicht fertig: bisher {size}.</translation>
    </message>
    <message>
        <source>Begun, not finished</source>
        <translation>Begonnen, nicht fertig</translation>
    </message>
    <message>
        <source>Can be installed</source>
        <translation>Kann installiert werden</translation>
    </message>
    <message>
        <source>Install…</source>
        <translation>Installieren…</translation>
    </message>
    <message>
        <source>It is quick, needs about half a gigabyte of memory, and is always there.</source>
        <translation>Es ist schnell, braucht etwa ein halbes Gigabyte Arbeitsspeicher und ist immer da.</translation>
    </message>
    <message>
        <source>It needs about {size} of memory.</source>
        <translation>Es braucht etwa {size} Arbeitsspeicher.</translation>
    </message>
    <message>
        <source>It sees pictures at {side} by {side} pixels.</source>
        <translation>Es sieht Bilder mit {side} mal {side} Pixeln.</translation>
    </message>
    <message>
        <source>Licence: {licence}.</source>
        <translation>Lizenz: {licence}.</translation>
    </message>
    <message>
        <source>On disk: {size}.</source>
        <translation>Auf der Platte: {size}.</translation>
    </message>
    <message>
        <source>To be fetched: {size}.</source>
        <translation>Zu holen: {size}.</translation>
    </message>
    <message>
        <source>It describes pictures and answers questions.</source>
        <translation>Es beschreibt Bilder und beantwortet Fragen.</translation>
    </message>
    <message>
        <source>It describes pictures and finds photos.</source>
        <translation>Es beschreibt Bilder und findet Fotos.</translation>
    </message>
    <message>
        <source>It finds photos.</source>
        <translation>Es findet Fotos.</translation>
    </message>
</context>
<context>
    <name>NewPictureDescriber</name>
    <message>
        <source>New screenshot:</source>
        <translation>Neues Bildschirmfoto:</translation>
    </message>
    <message>
        <source>New picture in {folder}:</source>
        <translation>Neues Bild in {folder}:</translation>
    </message>
    <message>
        <source>{count} new screenshots. The latest:</source>
        <translation>{count} neue Bildschirmfotos. Das letzte:</translation>
    </message>
    <message>
        <source>{count} new pictures in {folder}. The latest:</source>
        <translation>{count} neue Bilder in {folder}. Das letzte:</translation>
    </message>
</context>
<context>
    <name>Outlet</name>
    <message>
        <source>Nothing is being said.</source>
        <translation>Es wird gerade nichts gesagt.</translation>
    </message>
    <message>
        <source>This version of your screen reader does not speak for Earsight, so I speak myself.</source>
        <translation>Diese Version Ihres Screenreaders spricht nicht für Earsight, darum spreche ich selbst.</translation>
    </message>
    <message>
        <source>No screen reader is running, so I speak myself.</source>
        <translation>Es läuft kein Screenreader, darum spreche ich selbst.</translation>
    </message>
    <message>
        <source>It cannot speak faster.</source>
        <translation>Schneller geht es nicht.</translation>
    </message>
    <message>
        <source>It cannot speak slower.</source>
        <translation>Langsamer geht es nicht.</translation>
    </message>
    <message>
        <source>{rate} words a minute.</source>
        <translation>{rate} Wörter pro Minute.</translation>
    </message>
    <message>
        <source>Your screen reader speaks; use its own keys for that.</source>
        <translation>Ihr Screenreader spricht; benutzen Sie dafür seine eigenen Tasten.</translation>
    </message>
</context>
<context>
    <name>Pace</name>
    <message>
        <source>less than a minute left</source>
        <translation>noch weniger als eine Minute</translation>
    </message>
    <message>
        <source>about a minute left</source>
        <translation>noch etwa eine Minute</translation>
    </message>
    <message>
        <source>about {count} minutes left</source>
        <translation>noch etwa {count} Minuten</translation>
    </message>
    <message>
        <source>about {count} hours left</source>
        <translation>noch etwa {count} Stunden</translation>
    </message>
    <message>
        <source>{number} kilobytes a second</source>
        <translation>{number} Kilobyte pro Sekunde</translation>
    </message>
    <message>
        <source>{number} megabytes a second</source>
        <translation>{number} Megabyte pro Sekunde</translation>
    </message>
</context>
<context>
    <name>PageChoice</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>The parts of this window. Arrows turn to a page, Return goes to its controls.</source>
        <translation>Die Teile dieses Fensters. Pfeile schlagen eine Seite auf, Eingabe geht zu ihren Elementen.</translation>
    </message>
</context>
<context>
    <name>PageList</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>The parts of this window. Return turns to a page and goes to its first control.</source>
        <translation>Die Teile dieses Fensters. Eingabe schlägt eine Seite auf und geht zu ihrem ersten Element.</translation>
    </message>
    <message>
        <source>Page of this window</source>
        <translation>Seite dieses Fensters</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Photo library</source>
        <translation>Fotobibliothek</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Caches</source>
        <translation>Zwischenspeicher</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>{count} pictures, {size}</source>
        <translation>{count} Bilder, {size}</translation>
    </message>
    <message>
        <source>1 picture, {size}</source>
        <translation>1 Bild, {size}</translation>
    </message>
    <message>
        <source>Sounds are turned off in the settings.</source>
        <translation>Klänge sind in den Einstellungen ausgeschaltet.</translation>
    </message>
</context>
<context>
    <name>PermissionStep</name>
    <message>
        <source>Al&amp;low…</source>
        <translation>&amp;Erlauben…</translation>
    </message>
    <message>
        <source>Has the system ask you, or opens its settings.</source>
        <translation>Lässt das System Sie fragen oder öffnet dessen Einstellungen.</translation>
    </message>
    <message>
        <source>&amp;Check again</source>
        <translation>&amp;Noch einmal prüfen</translation>
    </message>
    <message>
        <source>Finds out whether it is allowed now.</source>
        <translation>Prüft, ob es jetzt erlaubt ist.</translation>
    </message>
    <message>
        <source>Ends Earsight and starts it again, which then knows what you allowed.</source>
        <translation>Beendet Earsight und startet es neu; dann weiß es, was Sie erlaubt haben.</translation>
    </message>
    <message>
        <source>S&amp;tart again</source>
        <translation>Neu s&amp;tarten</translation>
    </message>
    <message>
        <source>It is allowed.</source>
        <translation>Es ist erlaubt.</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>No picture yet.</source>
        <translation>Noch kein Bild.</translation>
    </message>
    <message>
        <source>No picture yet</source>
        <translation>Noch kein Bild</translation>
    </message>
    <message>
        <source>Press {open} to open an image, {paste} to paste one, or drop one here.</source>
        <translation>Drücken Sie {open}, um ein Bild zu öffnen, {paste}, um eines einzufügen, oder ziehen Sie eines hierher.</translation>
    </message>
    <message>
        <source>Picture: {name}</source>
        <translation>Bild: {name}</translation>
    </message>
    <message>
        <source>Not described yet.</source>
        <translation>Noch nicht beschrieben.</translation>
    </message>
</context>
<context>
    <name>PrivacyGroup</name>
    <message>
        <source>Privacy</source>
        <translation>Privatsphäre</translation>
    </message>
    <message>
        <source>Private mo&amp;de</source>
        <translation>&amp;Privatmodus</translation>
    </message>
    <message>
        <source>Nothing is kept until it is turned off.</source>
        <translation>Nichts wird aufbewahrt, bis er ausgeschaltet wird.</translation>
    </message>
    <message>
        <source>Keep a histor&amp;y</source>
        <translation>&amp;Verlauf aufbewahren</translation>
    </message>
    <message>
        <source>Descriptions and conversations are kept on this computer, to be found again.</source>
        <translation>Beschreibungen und Gespräche werden auf diesem Computer aufbewahrt, um sie wiederzufinden.</translation>
    </message>
    <message>
        <source>&amp;Keep it for</source>
        <translation>Au&amp;fbewahren für</translation>
    </message>
    <message>
        <source>What is older is deleted.</source>
        <translation>Was älter ist, wird gelöscht.</translation>
    </message>
    <message>
        <source> days</source>
        <translation> Tage</translation>
    </message>
    <message>
        <source>Keep what &amp;Chrome and its relatives show</source>
        <translation>&amp;Chrome und Verwandte aufbewahren</translation>
    </message>
    <message>
        <source>Chrome, Chromium, Edge, Brave, Opera, Vivaldi, GNOME Web and their like do not tell which of their windows are private. While this is on, private ones are kept too.</source>
        <translation>Chrome, Chromium, Edge, Brave, Opera, Vivaldi, GNOME Web und ähnliche verraten nicht, welche ihrer Fenster privat sind. Solange dies an ist, werden auch private aufbewahrt.</translation>
    </message>
    <message>
        <source>&amp;Never keep what these apps show</source>
        <translation>&amp;Nie aufbewahren, was diese Apps zeigen</translation>
    </message>
    <message>
        <source>Names of apps, with commas between. Password managers and private windows are never kept.</source>
        <translation>Namen von Apps, durch Kommas getrennt. Passwortverwaltungen und private Fenster werden nie aufbewahrt.</translation>
    </message>
    <message>
        <source>none of your own</source>
        <translation>keine eigenen</translation>
    </message>
    <message>
        <source>Er&amp;ase everything…</source>
        <translation>&amp;Alles löschen …</translation>
    </message>
    <message>
        <source>Erases all that Earsight keeps on this computer, after a question, and ends it.</source>
        <translation>Löscht nach einer Rückfrage alles, was Earsight auf diesem Computer aufhebt, und beendet es.</translation>
    </message>
</context>
<context>
    <name>QuestionField</name>
    <message>
        <source>Ask about the picture</source>
        <translation>Frage zum Bild</translation>
    </message>
    <message>
        <source>Type a question about the picture and press Return. The answer is added to the description.</source>
        <translation>Schreiben Sie eine Frage zum Bild und drücken Sie Eingabe. Die Antwort kommt zur Beschreibung hinzu.</translation>
    </message>
    <message>
        <source>What colour is the door?</source>
        <translation>What colour is the door?</translation>
    </message>
</context>
<context>
    <name>RegionChooser</name>
    <message>
        <source>Choose a region</source>
        <translation>Bereich wählen</translation>
    </message>
    <message>
        <source>Where the region is</source>
        <translation>Wo der Bereich ist</translation>
    </message>
    <message>
        <source>Digits and arrows choose a part of the screen; each step is said.</source>
        <translation>Ziffern und Pfeile wählen einen Teil des Bildschirms; jeder Schritt wird gesagt.</translation>
    </message>
    <message>
        <source>1 to 9 go into a part of the screen, 1 is top left, 9 bottom right. Arrows move. Backspace goes back. Return describes the region, Escape leaves.</source>
        <translation>1 bis 9 gehen in einen Teil des Bildschirms, 1 ist oben links, 9 unten rechts. Pfeile verschieben. Rücktaste geht zurück. Eingabe beschreibt den Bereich, Escape bricht ab.</translation>
    </message>
    <message>
        <source>The whole screen, {width} by {height} pixels.</source>
        <translation>Der ganze Bildschirm, {width} mal {height} Pixel.</translation>
    </message>
    <message>
        <source>left</source>
        <translation>links</translation>
    </message>
    <message>
        <source>middle</source>
        <translation>mittig</translation>
    </message>
    <message>
        <source>right</source>
        <translation>rechts</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>Oben</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>Mitte</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>Unten</translation>
    </message>
    <message>
        <source>{row} {column}</source>
        <translation>{row} {column}</translation>
    </message>
    <message>
        <source>{where}: {width} by {height} pixels, {left} from the left and {top} from the top.</source>
        <translation>{where}: {width} mal {height} Pixel, {left} von links und {top} von oben.</translation>
    </message>
</context>
<context>
    <name>RegionMap</name>
    <message>
        <source>Region of the screen</source>
        <translation>Bereich des Bildschirms</translation>
    </message>
    <message>
        <source>It cannot get smaller.</source>
        <translation>Kleiner geht es nicht.</translation>
    </message>
    <message>
        <source>This is the edge.</source>
        <translation>Das ist der Rand.</translation>
    </message>
    <message>
        <source>This is the whole screen.</source>
        <translation>Das ist der ganze Bildschirm.</translation>
    </message>
</context>
<context>
    <name>RowDeeds</name>
    <message>
        <source>&amp;Open picture</source>
        <translation>&amp;Bild öffnen</translation>
    </message>
    <message>
        <source>Hear what the photo shows.</source>
        <translation>Hören, was das Foto zeigt.</translation>
    </message>
    <message>
        <source>&amp;Why it is here</source>
        <translation>&amp;Warum es hier ist</translation>
    </message>
    <message>
        <source>Hear why the photo was found.</source>
        <translation>Hören, warum das Foto gefunden wurde.</translation>
    </message>
    <message>
        <source>&amp;Everything known</source>
        <translation>&amp;Alles Bekannte</translation>
    </message>
    <message>
        <source>Hear all that is known of it.</source>
        <translation>Alles hören, was darüber bekannt ist.</translation>
    </message>
    <message>
        <source>&amp;Note…</source>
        <translation>&amp;Notiz…</translation>
    </message>
    <message>
        <source>Write a note about the photo, or read it.</source>
        <translation>Eine Notiz zum Foto schreiben oder lesen.</translation>
    </message>
    <message>
        <source>&amp;This is…</source>
        <translation>&amp;Das ist…</translation>
    </message>
    <message>
        <source>Teach who or what is on the photo.</source>
        <translation>Lehren, wer oder was auf dem Foto ist.</translation>
    </message>
    <message>
        <source>More &amp;like it</source>
        <translation>Ä&amp;hnliche</translation>
    </message>
    <message>
        <source>Find photos that look like it.</source>
        <translation>Fotos finden, die ähnlich aussehen.</translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation>&amp;Entfernen…</translation>
    </message>
    <message>
        <source>Take a folder out, forget a name, or say that it is not on a photo.</source>
        <translation>Einen Ordner herausnehmen, einen Namen vergessen oder sagen, dass er nicht auf einem Foto ist.</translation>
    </message>
    <message>
        <source>No file holds it any more.</source>
        <translation>Keine Datei enthält es mehr.</translation>
    </message>
    <message>
        <source>Why: {reasons}.</source>
        <translation>Warum: {reasons}.</translation>
    </message>
    <message>
        <source>This list is not the answer to a search.</source>
        <translation>Diese Liste ist nicht die Antwort auf eine Suche.</translation>
    </message>
    <message>
        <source>Looking.</source>
        <translation>Ich sehe nach.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Your note about {name}. Control Return keeps it, Escape leaves it as it was.</source>
        <translation>Ihre Notiz zu {name}. Steuerung Eingabe sichert sie, Escape lässt sie, wie sie war.</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Sichern</translation>
    </message>
    <message>
        <source>&amp;Note</source>
        <translation>&amp;Notiz</translation>
    </message>
    <message>
        <source>This is</source>
        <translation>Das ist</translation>
    </message>
    <message>
        <source>Who or what is on {name}? Return teaches the name, Escape leaves.</source>
        <translation>Wer oder was ist auf {name}? Eingabe lehrt den Namen, Escape bricht ab.</translation>
    </message>
    <message>
        <source>&amp;Teach</source>
        <translation>&amp;Lehren</translation>
    </message>
    <message>
        <source>Na&amp;me</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>Remove folder</source>
        <translation>Ordner entfernen</translation>
    </message>
    <message>
        <source>Take {name} out of the library? Its photos stay on the disk.</source>
        <translation>{name} aus der Bibliothek nehmen? Die Fotos bleiben auf dem Datenträger.</translation>
    </message>
    <message>
        <source>Forget name</source>
        <translation>Namen vergessen</translation>
    </message>
    <message>
        <source>Forget {name}, and all that you said of it?</source>
        <translation>{name} vergessen und alles, was Sie darüber gesagt haben?</translation>
    </message>
    <message>
        <source>Photos are never removed here. Folders and names can be.</source>
        <translation>Fotos werden hier nie entfernt. Ordner und Namen schon.</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Go to a photo in the list first.</source>
        <translation>Gehen Sie zuerst zu einem Foto in der Liste.</translation>
    </message>
    <message>
        <source>Your note: {note}</source>
        <translation>Ihre Notiz: {note}</translation>
    </message>
</context>
<context>
    <name>ScrollBars</name>
    <message>
        <source>checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>list</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Scroll the {what}</source>
        <translation>Bildlauf: {what}</translation>
    </message>
    <message>
        <source>Scroll the {what} sideways</source>
        <translation>Bildlauf seitwärts: {what}</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Still looking.</source>
        <translation>Ich sehe noch hin.</translation>
    </message>
    <message>
        <source>There is no picture yet. Open one, or have the screen described.</source>
        <translation>Es gibt noch kein Bild. Öffnen Sie eines, oder lassen Sie den Bildschirm beschreiben.</translation>
    </message>
    <message>
        <source>That is all I can say about this picture.</source>
        <translation>Das ist alles, was ich über dieses Bild sagen kann.</translation>
    </message>
    <message>
        <source>More follows.</source>
        <translation>Es folgt mehr.</translation>
    </message>
    <message>
        <source>Nothing was said yet.</source>
        <translation>Es wurde noch nichts gesagt.</translation>
    </message>
    <message>
        <source>Type a question first.</source>
        <translation>Schreiben Sie zuerst eine Frage.</translation>
    </message>
    <message>
        <source>Something went wrong inside Earsight; it is noted in the log file.</source>
        <translation>In Earsight ist etwas schiefgegangen; es steht in der Protokolldatei.</translation>
    </message>
    <message>
        <source>Question: {question}</source>
        <translation>Frage: {question}</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>Ready.</source>
        <translation>Bereit.</translation>
    </message>
    <message>
        <source>Looking.</source>
        <translation>Ich sehe hin.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Fertig.</translation>
    </message>
    <message>
        <source>Done. Press Space for more.</source>
        <translation>Fertig. Die Leertaste sagt mehr.</translation>
    </message>
    <message>
        <source>pasted image</source>
        <translation>eingefügtes Bild</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>Bildschirm</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Region of the screen</source>
        <translation>Bereich des Bildschirms</translation>
    </message>
    <message>
        <source>Still looking: {percent} percent.</source>
        <translation>Ich sehe noch hin: {percent} Prozent.</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Every change holds at once.</source>
        <translation>Jede Änderung gilt sofort.</translation>
    </message>
    <message>
        <source>Part of the settings</source>
        <translation>Bereich der Einstellungen</translation>
    </message>
    <message>
        <source>What follows are the settings of this part.</source>
        <translation>Darauf folgen die Einstellungen dieses Bereichs.</translation>
    </message>
    <message>
        <source>&amp;Part of the settings</source>
        <translation>B&amp;ereich der Einstellungen</translation>
    </message>
    <message>
        <source>How Earsight speaks, looks and is worked, in parts.
Choose a part first; every change holds at once, and is said.</source>
        <translation>Wie Earsight spricht, aussieht und bedient wird, in Teilen.
Wählen Sie zuerst einen Teil; jede Änderung gilt sofort und wird gesagt.</translation>
    </message>
</context>
<context>
    <name>Shell</name>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
    <message>
        <source>There is nothing to copy yet.</source>
        <translation>Es gibt noch nichts zu kopieren.</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Gehe zu</translation>
    </message>
    <message>
        <source>Turn to the page {title}.</source>
        <translation>Die Seite {title} aufschlagen.</translation>
    </message>
    <message>
        <source>&amp;Next page</source>
        <translation>&amp;Nächste Seite</translation>
    </message>
    <message>
        <source>Turn to the page after this one.</source>
        <translation>Die Seite nach dieser aufschlagen.</translation>
    </message>
    <message>
        <source>&amp;Previous page</source>
        <translation>&amp;Vorige Seite</translation>
    </message>
    <message>
        <source>Turn to the page before this one.</source>
        <translation>Die Seite vor dieser aufschlagen.</translation>
    </message>
    <message>
        <source>&amp;List of pages</source>
        <translation>&amp;Liste der Seiten</translation>
    </message>
    <message>
        <source>Go to the list of pages, or from there back to the page.</source>
        <translation>Zur Liste der Seiten gehen oder von dort zurück zur Seite.</translation>
    </message>
    <message>
        <source>There is no image on the clipboard.</source>
        <translation>In der Zwischenablage ist kein Bild.</translation>
    </message>
    <message>
        <source>What was dropped is not an image or a file.</source>
        <translation>Was hierher gezogen wurde, ist weder ein Bild noch eine Datei.</translation>
    </message>
    <message>
        <source>Copy an image or an image file, then press {key} here.</source>
        <translation>Kopieren Sie ein Bild oder eine Bilddatei und drücken Sie hier {key}.</translation>
    </message>
    <message>
        <source>This is the first of {count} files; the others were not opened.</source>
        <translation>Das ist die erste von {count} Dateien; die anderen wurden nicht geöffnet.</translation>
    </message>
</context>
<context>
    <name>StartGroup</name>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Start when I &amp;log in</source>
        <translation>Beim &amp;Anmelden starten</translation>
    </message>
    <message>
        <source>Earsight then waits for its keys without a window.</source>
        <translation>Earsight wartet dann ohne Fenster auf seine Tasten.</translation>
    </message>
    <message>
        <source>Offer Earsight under &amp;Open with</source>
        <translation>Earsight unter &amp;Öffnen mit anbieten</translation>
    </message>
    <message>
        <source>File managers then offer Earsight for pictures and videos.</source>
        <translation>Dateiverwaltungen bieten Earsight dann für Bilder und Videos an.</translation>
    </message>
    <message>
        <source>The &amp;welcome is done</source>
        <translation>&amp;Willkommen ist erledigt</translation>
    </message>
    <message>
        <source>While this is off, the welcome is shown at the next start.</source>
        <translation>Solange das aus ist, wird das Willkommen beim nächsten Start gezeigt.</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
</context>
<context>
    <name>TryStep</name>
    <message>
        <source>Try it</source>
        <translation>Probieren Sie es</translation>
    </message>
    <message>
        <source>There is no leader key. The settings can give you one.</source>
        <translation>Es gibt keine Starttaste. In den Einstellungen können Sie eine wählen.</translation>
    </message>
    <message>
        <source>In every program, keys have the screen described.</source>
        <translation>In jedem Programm lässt sich der Bildschirm mit Tasten beschreiben.</translation>
    </message>
    <message>
        <source>The leader key is {keys}; it works in every program.</source>
        <translation>Die Starttaste ist {keys}; sie gilt in jedem Programm.</translation>
    </message>
    <message>
        <source>Press it now, hear a short sound, then press W: this window is described.</source>
        <translation>Drücken Sie sie jetzt, hören Sie einen kurzen Ton und drücken Sie dann W: Dieses Fenster wird beschrieben.</translation>
    </message>
    <message>
        <source>D does so with the whole screen, H says what each key does, Escape falls silent.</source>
        <translation>D tut das mit dem ganzen Bildschirm, H sagt, was jede Taste tut, Escape macht still.</translation>
    </message>
    <message>
        <source>That was it. Now W.</source>
        <translation>Das war sie. Jetzt W.</translation>
    </message>
    <message>
        <source>That is how a window is described.</source>
        <translation>So wird ein Fenster beschrieben.</translation>
    </message>
</context>
<context>
    <name>TurnList</name>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>What was said and asked about this picture, oldest first. Control C copies a turn.</source>
        <translation>Was über dieses Bild gesagt und gefragt wurde, das Älteste zuerst. Steuerung C kopiert einen Beitrag.</translation>
    </message>
</context>
<context>
    <name>VoiceGroup</name>
    <message>
        <source>Voice</source>
        <translation>Stimme</translation>
    </message>
    <message>
        <source>&amp;Who speaks</source>
        <translation>&amp;Wer spricht</translation>
    </message>
    <message>
        <source>Automatic is your screen reader where one runs and listens, else Earsight&apos;s own voice.</source>
        <translation>Automatisch ist Ihr Screenreader, wo einer läuft und zuhört, sonst die eigene Stimme von Earsight.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Own voice</source>
        <translation>Eigene Stimme</translation>
    </message>
    <message>
        <source>Screen reader</source>
        <translation>Screenreader</translation>
    </message>
    <message>
        <source>Silent</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>&amp;Own voice</source>
        <translation>Eigene &amp;Stimme</translation>
    </message>
    <message>
        <source>Which voice of this computer Earsight speaks with.</source>
        <translation>Mit welcher Stimme dieses Computers Earsight spricht.</translation>
    </message>
    <message>
        <source>The computer&apos;s usual voice</source>
        <translation>Die übliche Stimme des Computers</translation>
    </message>
    <message>
        <source>Spee&amp;d</source>
        <translation>&amp;Tempo</translation>
    </message>
    <message>
        <source>How fast the own voice speaks.</source>
        <translation>Wie schnell die eigene Stimme spricht.</translation>
    </message>
    <message>
        <source> words a minute</source>
        <translation> Wörter pro Minute</translation>
    </message>
    <message>
        <source>Vo&amp;lume</source>
        <translation>&amp;Lautstärke</translation>
    </message>
    <message>
        <source>How loud the own voice is.</source>
        <translation>Wie laut die eigene Stimme ist.</translation>
    </message>
    <message>
        <source> percent</source>
        <translation> Prozent</translation>
    </message>
    <message>
        <source>Short &amp;sounds</source>
        <translation>&amp;Kurze Töne</translation>
    </message>
    <message>
        <source>Short sounds for start, work, end and failure.</source>
        <translation>Kurze Töne für Anfang, Arbeit, Ende und Fehler.</translation>
    </message>
    <message>
        <source>Volume of sou&amp;nds</source>
        <translation>Lautstärke der T&amp;öne</translation>
    </message>
    <message>
        <source>How loud the short sounds are.</source>
        <translation>Wie laut die kurzen Töne sind.</translation>
    </message>
    <message>
        <source>Sa&amp;y where I am in the window</source>
        <translation>Sa&amp;gen, wo ich im Fenster bin</translation>
    </message>
    <message>
        <source>The own voice names each control, where no screen reader runs.</source>
        <translation>Die eigene Stimme nennt jedes Bedienelement, wo kein Screenreader läuft.</translation>
    </message>
    <message>
        <source>Tell VoiceOver the ro&amp;ws of lists</source>
        <translation>VoiceOver die &amp;Zeilen von Listen sagen</translation>
    </message>
    <message>
        <source>For a Mac whose VoiceOver is silent as you go down a list.</source>
        <translation>Für einen Mac, dessen VoiceOver beim Durchgehen einer Liste schweigt.</translation>
    </message>
    <message>
        <source>Hea&amp;r it</source>
        <translation>&amp;Anhören</translation>
    </message>
    <message>
        <source>Says a sentence as it is set now.</source>
        <translation>Sagt einen Satz, wie es jetzt eingestellt ist.</translation>
    </message>
    <message>
        <source>This is how Earsight sounds.</source>
        <translation>So klingt Earsight.</translation>
    </message>
    <message>
        <source>Sounds and the window</source>
        <translation>Töne und das Fenster</translation>
    </message>
</context>
<context>
    <name>WatchingGroup</name>
    <message>
        <source>Watching</source>
        <translation>Beobachten</translation>
    </message>
    <message>
        <source>Announce new &amp;screenshots</source>
        <translation>Neue &amp;Bildschirmfotos ansagen</translation>
    </message>
    <message>
        <source>Each new screenshot is described in one sentence.</source>
        <translation>Jedes neue Bildschirmfoto wird in einem Satz beschrieben.</translation>
    </message>
    <message>
        <source>Other f&amp;olders</source>
        <translation>Andere &amp;Ordner</translation>
    </message>
    <message>
        <source>New pictures in them are announced too. Space turns a folder on or off, Delete takes it out.</source>
        <translation>Auch neue Bilder darin werden angesagt. Leertaste schaltet einen Ordner ein oder aus, Entfernen nimmt ihn heraus.</translation>
    </message>
    <message>
        <source>&amp;Add folder…</source>
        <translation>Ordner hinzu&amp;fügen…</translation>
    </message>
    <message>
        <source>Choose one more folder whose new pictures are announced.</source>
        <translation>Einen weiteren Ordner wählen, dessen neue Bilder angesagt werden.</translation>
    </message>
    <message>
        <source>&amp;Turn on or off</source>
        <translation>Ein- oder aus&amp;schalten</translation>
    </message>
    <message>
        <source>Turns the chosen folder on or off.</source>
        <translation>Schaltet den gewählten Ordner ein oder aus.</translation>
    </message>
    <message>
        <source>&amp;Remove folder</source>
        <translation>Ordner en&amp;tfernen</translation>
    </message>
    <message>
        <source>Takes the chosen folder out of the list. Its pictures stay where they are.</source>
        <translation>Nimmt den gewählten Ordner aus der Liste. Seine Bilder bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>That is not a time.</source>
        <translation>Das ist keine Uhrzeit.</translation>
    </message>
    <message>
        <source>Write it like 22:00, or leave it empty.</source>
        <translation>Schreiben Sie sie wie 22:00, oder lassen Sie das Feld leer.</translation>
    </message>
    <message>
        <source>A time like 22:00. Leave both empty to have no quiet hours.</source>
        <translation>Eine Uhrzeit wie 22:00. Sind beide leer, gibt es keine Ruhezeit.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>&amp;Quiet from</source>
        <translation>&amp;Ruhe ab</translation>
    </message>
    <message>
        <source>Quiet &amp;until</source>
        <translation>R&amp;uhe bis</translation>
    </message>
    <message>
        <source>No other folders.</source>
        <translation>Keine anderen Ordner.</translation>
    </message>
    <message>
        <source>{name}: on. In {place}</source>
        <translation>{name}: ein. In {place}</translation>
    </message>
    <message>
        <source>{name}: off. In {place}</source>
        <translation>{name}: aus. In {place}</translation>
    </message>
    <message>
        <source>There are no other folders yet. Add one first.</source>
        <translation>Es gibt noch keine anderen Ordner. Fügen Sie zuerst einen hinzu.</translation>
    </message>
    <message>
        <source>{name} is in the list already.</source>
        <translation>{name} ist schon in der Liste.</translation>
    </message>
    <message>
        <source>New pictures in {name} will be announced.</source>
        <translation>Neue Bilder in {name} werden angesagt.</translation>
    </message>
    <message>
        <source>{name}: on.</source>
        <translation>{name}: ein.</translation>
    </message>
    <message>
        <source>{name}: off.</source>
        <translation>{name}: aus.</translation>
    </message>
    <message>
        <source>{name} is no longer watched.</source>
        <translation>{name} wird nicht mehr beobachtet.</translation>
    </message>
</context>
<context>
    <name>WorkBar</name>
    <message>
        <source>{percent} percent</source>
        <translation>{percent} Prozent</translation>
    </message>
</context>
</TS>
