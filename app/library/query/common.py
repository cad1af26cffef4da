"""English words that are towns somewhere too: "a man in black", "kids in a pool", "reading"."""


def ordinary_words() -> frozenset[str]:
    """Lower-case words that name no place unless the sentence, or the library, makes it clear."""
    return frozenset(_WORDS.split())


_WORDS = """
    burgundy toyota kawasaki chili kale amano savanna hail
    keys dales broads gilis sal flores rab pag vis cres kos ios mull harz arctic hydra skye islay savoy jura
    island chios capri elba java outback amazon nile atlas arran lorraine jersey palma pico everest
    action advance airport alley along altar amber ant antelope anthem antlers apex apples arcade arch
    archer arches archway are arms as ash atlantic auditorium aurora autumn back bacon bad badger bag baker
    bale ball bamboo banana band bangs bank banks bar barber bare barge bark barking barrow basic bat bath
    batman battle bay beach beacon bear beaver bed beer beers beg beige bell bend bent berry best big biking
    black bliss bloom blossom blue bluff boe bolo bone boot booth born boulder boundary bow box bra branch
    brand bras brick bridge brige bright brilliant bro broach brown brush buckeye buffalo bulls bum burns
    burst bush busk butterfly buy cache cafe camo can cane canes canoe canon canyon capri cardigan carpenter
    cars cash casino cast cat cathedral cave cay celebration center central chad chair change charlotte
    chase chico chile chin christmas church cine city clay clever clover coats cockatoo coin college collie
    colon combine come comfort commerce communal converse convoy cook coral cork corral costume cot cottage
    couches countryside court crane creek crest cricket crystal cut dad dame damp dark darkness data date
    denim derby diamond dig dining diorama do doge dollar dome downtown drain drap driver drug dry duffel
    dug eagle ear early ears earth easter eden effort egg elbow emerald enter enterprise eureka evening
    evergreen eye falcon fall farmland fell ferns fisher fishers fleet florence forest formica forth fortune
    fountain friend friendly front fully gap gar garb garden garland garner gay gibbon give glide god goes
    gold golden goldenrod gondola got grabs grand granite gray green grenade grey grins grove guinea gurnee
    halfway halloween hand hands hang harbor hard harvest hat hay heritage heron hill hillside hire hit
    holder holiday home hook hooker hope horn hot house human hunter hut independence indigo industry ins is
    ivory jack jackson jar jay jeans jersey jordan junction justice kaki kent kill king kissing lab lack
    lacrosse lakes lakeside lame landing landmark lapel lavender law lead leather legs lens level liberty
    licking lima lime limit limo lincoln line lion list lit locking log logos lone long lot macon mad made
    madison magenta maillot male man many maracas marathon march mardi marina mark marks mascot may maze
    melon men mermaid mesa met metro midair midfield midway miles mill mills mine mobile mogul mold mole
    monster monument mop more morning moscow moss most motion motley mound mounds mountain mountains
    mountainside much mud muti name nancy naval net nice night nine noel normal oar of officer olive on one
    opportunity or orange oriental otter over pace pacific page pail paisley pale panda pants paper para
    parachute paradise park pasta paste pawing pay pearl peer pen penguin per perches perm pets petting
    phoenix piano pigeon pilar piles pill pine pink piste plains plate plateau plaza police poll polo pong
    pool pop porcupine poses post pouch price pristine progress promontory puck punch purchase purple queens
    race rail rain rainbow ran rapid rapids ray reading real receiving red redhead redwood rest rice ridge
    rifle ringlet riverbank rivers riverside robe rock rode rodeo roles roman root rose roses ruby rugby run
    rung rush rust rustic sad sale salem sales salmon salon salt same sand sandwich sandy santa sari saris
    sauce savanah save sax say scarlet scenic school scissors seaside see seen sees sells semi shade shaft
    shamrock shepherd shiner shoji shoreline shorts side sierra silly silver sisters skatepark ski smile
    smith snow snowflake soars soda sole solo son song sort sparks speedway split spring springs stains
    stamps stange star still stone store strand strawberry street strong sturgeon suit suits sulphur summer
    summit sumo sundown sunflower sunlight sunning sunrise sunset sunshine surf surfing surprise swords tab
    tak tale tall tame tank tape taping tarp tea tell temple terrace than them tiling time tire titi to
    toast tool torn tour tours tower town trail train trainer triangle trim trip trooper troy tube tumble
    tundra tune turkey turn tussling tutu twist uniform union university us vacation valley van vest
    victoria village vine violet vista volcano wade wake wales walker walls water ways we weasel wedding
    welcome well wheeler white whitewater wilderness willow wing winner winter winters woodland wool work
    worms wrist yellow yoga young zag zebra zoo
"""
