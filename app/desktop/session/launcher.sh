# Above: where Earsight is. A window that does not come is told aloud and shown, as no terminal is looked at.

case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
de*)
    moved="Der Ordner von Earsight wurde verschoben oder entfernt: $folder. Geben Sie im neuen Ordner in einem Terminal ein: make install-desktop"
    broken="Die Umgebung von Earsight geht nicht mehr. Geben Sie in einem Terminal ein: make -C '$folder' setup"
    ended="Earsight konnte nicht beginnen. Vielleicht fehlt eine Bibliothek des Systems. Geben Sie in einem Terminal ein: make -C '$folder' setup"
    language=de
    ;;
*)
    moved="Earsight's folder was moved or removed: $folder. In its new folder, in a terminal, type: make install-desktop"
    broken="Earsight's environment does not work any more. In a terminal, type: make -C '$folder' setup"
    ended="Earsight could not begin. A library of the system may be missing. In a terminal, type: make -C '$folder' setup"
    language=en
    ;;
esac

has() { command -v "$1" >/dev/null 2>&1; }

aloud() {
    if has espeak-ng; then
        printf '%s\n' "$1" | timeout 60 espeak-ng -v "$language"
    elif has spd-say; then
        timeout 60 spd-say -w -l "$language" -- "$1"
    fi
}

show() {
    if has zenity; then
        zenity --error --no-markup --title=Earsight --width=480 --text="$1"
    elif has kdialog; then
        kdialog --title Earsight --error "$1"
    elif has xmessage; then
        xmessage -center -title Earsight "$1"
    elif has notify-send; then
        notify-send -u critical Earsight "$1"
    else
        return 1
    fi
}

tell() {
    printf '%s\n' "$1" >&2
    [ -t 2 ] && return
    # A screen reader reads what is shown; two voices at once would be none.
    if has pgrep && pgrep -u "$(id -u)" -x orca >/dev/null 2>&1; then
        show "$1" >/dev/null 2>&1 || aloud "$1" >/dev/null 2>&1
    else
        aloud "$1" >/dev/null 2>&1 &
        show "$1" >/dev/null 2>&1
        wait
    fi
}

if [ ! -x "$python" ]; then
    if [ -d "$folder" ]; then tell "$broken"; else tell "$moved"; fi
    exit 2
fi
if [ "${1:-}" != gui ] || [ -t 2 ]; then
    exec "$python" -P -m app "$@"
fi

errors=$(mktemp "${XDG_RUNTIME_DIR:-/tmp}/earsight-start.XXXXXX") || exec "$python" -P -m app "$@"
trap 'rm -f "$errors"' EXIT
trap 'rm -f "$errors"; exit 143' HUP INT TERM
"$python" -P -m app "$@" 2>"$errors"
code=$?
cat "$errors" >&2
case $code in
0 | 129 | 130 | 137 | 143) ;; # well, or ended by the user or the session
1 | 2)
    # What was wrong, in Earsight's own words; "No module named app" is not one of them.
    said=$(grep -v '^ ' "$errors" | tail -n 2 | cut -c 1-600)
    case $said in
    *"No module named"* | *Traceback* | *ImportError* | "") said=$broken ;;
    esac
    tell "$said"
    ;;
*) tell "$ended" ;;
esac
exit "$code"
