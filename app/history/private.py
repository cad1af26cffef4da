"""Tables of what the history never keeps: password managers, and private browser windows by their marks."""

# Names, window classes and bundle ids of password managers, key rings and prompts for passwords, without
# accents, spaces and punctuation; compared as a whole.
SECRET_NAMES = frozenset([
    "onepassword", "comagilebitsonepassword7", "com1password1password", "keeweb", "macpass",
    "comhicknhackmacpass", "strongbox", "commarkmcguillstrongboxmac", "kpcli", "protonpass",
    "meprotonpasselectron", "keeper", "keeperpasswordmanager", "comcallpodkeepermacdesktop",
    "stickypassword", "truekey", "padloc", "padlock", "buttercup", "psono", "passbolt", "pwsafe",
    "passwordgorilla", "zohovault", "qtpass", "gopass", "authpass", "keychainaccess",
    "comapplekeychainaccess", "schlusselbundverwaltung", "trousseauxdacces", "accesoallaveros",
    "accessoportachiavi", "passwords", "comapplepasswords", "passworter", "motsdepasse", "contrasenas",
    "senhas", "seahorse", "orgnomeseahorse", "orgnomeseahorseapplication", "orggnomeseahorse",
    "orggnomeseahorseapplication", "passwordsandkeys", "passworterundverschlusselung", "motsdepasseetcles",
    "secrets", "gnomesecrets", "orggnomeworldsecrets", "geheimnisse", "secrettool", "walletmanager",
    "ksecretd", "kdewallet", "digitalebrieftasche", "pinentry", "pinentrygtk2", "pinentryqt",
    "pinentryqt4", "pinentryqt5", "pinentrygnome3", "pinentrymac", "gcrprompter",
    "polkitgnomeauthenticationagent1", "polkitkdeauthenticationagent1", "sshaskpass", "ksshaskpass",
    "securityagent", "comapplesecurityagent", "coreautha", "comapplelocalauthenticationuiagent",
    "authenticator", "combelmoussaouiauthenticator", "authy", "otpclient",
])  # fmt: skip

# No other program has a name in which a word begins so.
SECRET_BEGINNINGS = (
    "1password",
    "bitwarden",
    "keepass",
    "lastpass",
    "dashlane",
    "enpass",
    "nordpass",
    "roboform",
    "keychain access",
    "gnome secrets",
    "password safe",
    "kwallet",
)

# Browsers all of whose windows are private.
ALWAYS_PRIVATE = ("tor browser", "torbrowser", "mullvad browser", "mullvadbrowser", "firefox focus")

# Parts of the names, classes and bundle ids of browsers; Navigator is Firefox's class.
BROWSERS = (
    "firefox", "safari", "chrome", "chromium", "edge", "brave", "opera", "vivaldi", "librewolf", "waterfox",
    "floorp", "icecat", "iceweasel", "pale moon", "palemoon", "seamonkey", "zen",
    "epiphany", "gnome web", "orion", "duckduckgo", "falkon", "konqueror", "navigator", "browser",
)  # fmt: skip

# What browsers write into the title of a private window. Firefox: "Page — Mozilla Firefox Private Browsing".
# Chrome: "Page - Google Chrome (Incognito)". Edge: "Page - [InPrivate] - Microsoft Edge".
PRIVATE_MARKS = (
    # Firefox and its relatives, Brave, Opera, Vivaldi, GNOME Web
    "private browsing", "private window",
    "privater modus", "privates fenster", "privater browsermodus", "privates surfen",
    "navigation privée", "fenêtre privée", "fenêtre de navigation privée",
    "navegación privada", "ventana privada",
    "navegação privada", "navegação privativa", "janela privada", "janela privativa",
    "navigazione anonima", "navigazione privata", "finestra anonima", "finestra privata",
    "privénavigatie", "privévenster",
    "privat browsing", "privat surfning", "privat nettlesing", "privat vindue", "privat vindu",
    "privat fönster", "privat läge",
    "yksityinen selaus", "yksityinen ikkuna",
    "przeglądanie prywatne", "tryb prywatny", "okno prywatne", "prywatne okno",
    "anonymní prohlížení", "anonymní okno", "soukromé prohlížení", "súkromné prehliadanie",
    "privát böngészés", "navigare privată", "gizli gezinti", "gizli pencere",
    "приватный просмотр", "приватное окно", "приватний перегляд", "приватне вікно",
    "プライベートブラウジング", "プライベートウィンドウ",
    "隐私浏览", "隐私窗口", "隱私瀏覽", "隱私視窗", "사생활 보호",
    # Chrome, Chromium, Edge
    "incognito", "incógnito", "inkognito", "anonieme", "inprivate",
    "инкогнито", "інкогніто", "シークレット", "无痕", "無痕", "시크릿",
    # the window that says so itself
    "tor browser",
)  # fmt: skip

# Words in the names of browsers whose private windows have the titles and properties of any other, or may
# have (Chromium 156 on X11 was looked at).
UNTOLD = frozenset([
    "chrome", "chromium", "edge", "msedge", "brave", "opera", "vivaldi", "yandex", "thorium", "arc", "whale",
    "iridium", "comet", "dia", "slimjet", "helium", "cromite", "epiphany", "konqueror", "orion", "duckduckgo",
    "midori", "qutebrowser",
])  # fmt: skip

# The same where it is the whole name: GNOME's browser.
UNTOLD_NAMES = frozenset(["web", "internet"])

# The last part of the title of a private window of Safari.
SAFARI_ENDINGS = ("private", "privat", "privee", "privada", "privata", "prive")
