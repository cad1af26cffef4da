# A small calculator of Tk that was asked to divide by nothing.
wm title . "Sums"
set shown "Error: cannot divide by 0"
grid [entry .e -textvariable shown -state readonly -justify right -font {Helvetica 18}] -columnspan 4 -sticky ew
set n 0
foreach key {7 8 9 / 4 5 6 * 1 2 3 - C 0 = +} {
    grid [button .b$n -text $key -width 4 -font {Helvetica 16}] -row [expr {1 + $n / 4}] -column [expr {$n % 4}]
    incr n
}
