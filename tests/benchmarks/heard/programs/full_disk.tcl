# An error box of Tk.
wm withdraw .
tk_messageBox -icon error -type retrycancel -title "Cannot save" \
    -message "The disk is full. “Minutes of May” was not saved." \
    -detail "Free at least 12 MB and try again."
exit
