"""The words the simulated generators understand: subjects, places, light, weather, colours, counts."""


def _table(text: str) -> dict[str, str]:
    """`key: word word` lines to {word: key}; the key is a word of its own."""
    words = {}
    for line in text.strip().splitlines():
        key, _, others = line.partition(":")
        for word in [key.strip(), *others.split()]:
            words[word] = key.strip()
    return words


SUBJECTS = _table("""
bottle: flask jar decanter whisky whiskey ketchup shampoo lotion soda beer
perfume: fragrance cologne scent serum cosmetic cosmetics
glass: wine champagne cocktail goblet juice drink
mug: cup coffee espresso tea latte cappuccino
teapot: kettle pot
vase: amphora urn pottery ceramic
shoe: sneaker boot trainer footwear heel sandal slipper running
chair: armchair stool seat throne sofa couch bench
lamp: lantern lampshade lightbulb chandelier
watch: wristwatch chronograph timepiece
clock: alarm
bag: handbag backpack purse tote suitcase luggage briefcase
phone: smartphone mobile iphone tablet
laptop: computer notebook keyboard screen monitor television tv
camera: photograph lens
headphones: headphone earphones headset
book: novel magazine books library manuscript
car: automobile convertible taxi sedan porsche beetle sportscar suv jeep vehicle
van: truck bus lorry minivan ambulance
bicycle: bike cycle tricycle motorcycle motorbike scooter
train: locomotive tram subway
house: cottage home cabin hut barn villa shed
tower: lighthouse castle cathedral church temple pagoda skyscraper monument palace pyramid windmill
flower: rose tulip daisy sunflower orchid lily blossom poppy dandelion bouquet
plant: succulent fern cactus houseplant pot leaf herb bonsai
tree: oak palm pine willow maple cherry
apple: pear peach tomato plum pomegranate fruit
orange: citrus lemon lime grapefruit pumpkin mandarin
banana: bananas
cake: cupcake pastry dessert pie muffin pudding tiramisu cheesecake donut
bread: loaf toast baguette croissant bun bagel sandwich burger hamburger
pizza: pancake tortilla plate dish
icecream: gelato sorbet cone sundae
cat: kitten tabby feline lion tiger leopard fox cheetah
dog: puppy hound corgi retriever poodle wolf shiba
bird: sparrow eagle robin parrot crow pigeon raven duck chicken hen rooster swan gull flamingo penguin
owl: owls
horse: pony stallion unicorn zebra deer donkey cow giraffe camel llama horses elk
bear: panda teddy koala raccoon wombat
rabbit: bunny hare kangaroo squirrel mouse hamster
fish: shark salmon goldfish whale dolphin koi
butterfly: moth
person: man woman girl boy model people portrait child astronaut dancer chef runner figure lady king queen knight
person: farmer doctor businessman wizard statue
robot: android cyborg droid mech machine
boat: sailboat ship yacht canoe ferry
plane: airplane aircraft jet aeroplane
rocket: spaceship spacecraft shuttle
balloon: balloons airship blimp
candle: candles wax
umbrella: parasol
guitar: violin cello ukulele
hat: cap helmet beret
glasses: sunglasses goggles spectacles
ball: sphere globe planet basketball football baseball marble
cube: box cubes boxes block package parcel present gift
shirt: sweater dress jacket coat hoodie tshirt
ring: jewellery jewelry necklace bracelet earring diamond
""")

PLACES = _table("""
studio: backdrop catalogue catalog seamless plinth pedestal
kitchen: counter worktop restaurant cafe bakery diner
room: interior office bedroom wall floor indoors bathroom museum gallery hall corridor
table: desk tabletop shelf picnic
desert: dune dunes sahara canyon savanna arid sandy
sea: ocean beach shore coast lake harbour harbor waves wave island river bay water pond
underwater: reef coral seabed
forest: woods jungle woodland trees rainforest
city: skyline street downtown urban cityscape town rooftop alley road bridge york tokyo paris london
mountain: mountains hills alps peak cliff valley volcano hill everest
field: meadow garden grass lawn park prairie countryside farm
snow: snowy winter ice icy arctic glacier frost ski
space: galaxy stars cosmos cosmic universe moon mars nebula
sky: clouds cloud air aerial
""")

LIGHTS = _table("""
sunset: golden dusk evening sundown autumn fall warm firelight
night: midnight dark moonlight moonlit neon nocturnal starry darkness
dawn: sunrise morning spring
day: sunny bright noon midday sunlight sunlit summer daylight
""")

WEATHERS = _table("""
snow: snowing snowfall snowy blizzard
rain: rainy raining drizzle wet storm stormy thunderstorm
fog: mist misty foggy haze hazy smoke smoky steam
""")

COUNTS = {"two": 2, "pair": 2, "couple": 2, "three": 3, "trio": 3, "four": 4, "five": 5, "several": 4, "many": 5}

_COLOUR_WORDS = """
red c8342e, crimson 9e1b32, scarlet d3281f, burgundy 6b1f2e, maroon 5e1a1f, coral ee7a63, salmon f09a86, pink e88fb0,
rose d9648a, magenta b8257e, fuchsia c42a8c, purple 6d3a93, violet 7a4fc0, lavender b3a1dc, lilac c3a8d6, plum 6b3560,
indigo 3b3a8c, navy 1d2c52, blue 2f66b8, azure 3f8fe0, cobalt 2347a8, turquoise 35b3ae, teal 1f7f82, cyan 3fc1d6,
aqua 5cc8c8, mint a5d8bd, green 3f8a4f, emerald 1f7f55, olive 7a7a35, lime a4c93a, sage 9caf88, khaki b3a369,
yellow efc32f, gold c99a2e, golden c99a2e, mustard cfa02a, amber e39a25, orange e8802a, peach f6b690, apricot f0a870,
copper b8683c, bronze 94652f, brass b08d4a, brown 6f4a32, chocolate 4a2c1f, tan c49c72, beige dccab0, cream f1e6cf,
ivory f3ecdc, sand d8bf94, terracotta b85c3c, rust a5482a, black 24242a, charcoal 3a3b40, grey 8d9094, gray 8d9094,
silver c3c7cc, white f2f1ee, ash b5b5b0, slate 5a6672
"""
COLOURS = {
    name: tuple(int(code[i : i + 2], 16) for i in (0, 2, 4))
    for name, code in (pair.split() for pair in _COLOUR_WORDS.replace("\n", " ").split(",") if pair.strip())
}
