"""Sentences for the alignment benchmark: the ones to tune with, and the ones to report.

No sentence is in both; whoever changes a parameter looks at `TUNE` only.
"""

from __future__ import annotations

TUNE: dict[str, tuple[str, ...]] = {
    "en": (
        "The ferry leaves at dawn, and nobody on the pier is ready for it.",
        "Put the kettle on, cut the bread, and call me when the soup is hot.",
        "Every picture on that wall was painted by somebody who hated painting.",
        "Charge the battery before you climb; the cold will eat half of it.",
        "She gave the old violin a good clean, a new string, and a second life.",
        "If a river freezes slowly, its ice is clear enough to read through.",
        "My neighbour keeps bees, two goats, and a very opinionated parrot.",
        "We measured the bridge twice because the first answer looked too good.",
    ),
    "de": (
        "Der Bäcker öffnet um sechs, aber die Schlange steht schon um fünf.",
        "Wir haben das Boot gestrichen, bevor der große Regen kam.",
        "Niemand wusste, warum die alte Glocke plötzlich schwieg.",
    ),
    "es": (
        "La panadería abre a las seis, pero la cola empieza a las cinco.",
        "Pintamos el barco antes de que llegara la gran lluvia.",
        "Nadie sabía por qué la vieja campana guardaba silencio.",
    ),
    "fr": (
        "La boulangerie ouvre à six heures, mais on attend déjà à cinq heures.",
        "Nous avons repeint le bateau avant la grande pluie.",
        "Personne ne savait pourquoi la vieille cloche se taisait.",
    ),
    "it": (
        "Il forno apre alle sei, ma la fila comincia alle cinque.",
        "Abbiamo dipinto la barca prima della grande pioggia.",
        "Nessuno sapeva perché la vecchia campana tacesse.",
    ),
}

REPORT: dict[str, tuple[str, ...]] = {
    "en": (
        "Good morning, and welcome to the smallest museum in the whole country.",
        "A lighthouse does not save ships by shouting; it stands still and shines.",
        "When the orchestra stopped, the only sound was a chair being moved.",
        "Take the second road on the left, then follow the smell of fresh coffee.",
        "Our teacher believed that every question deserves a patient reply.",
        "Water remembers nothing, but the rocks around it remember everything.",
        "Please keep your tickets, because the inspector boards at the next stop.",
        "Nobody expected the quiet engineer to win the baking competition.",
        "Between the two hills lies a village with three clocks and no time.",
        "Hold the camera steady, breathe out, and press the button gently.",
        "The judge looked over her glasses and asked for a shorter story.",
        "Cheap umbrellas turn inside out exactly when they are needed most.",
        "He planted garlic in October and pulled it up the following July.",
        "In the northern summer, birds sing at midnight and children refuse to sleep.",
        "Change one thing at a time, write down what happens, and then think.",
        "The bakery on the corner sells out of everything before eight o'clock.",
        "Long journeys begin with a list, and they end with a story.",
        "I would rather fix a good bicycle than buy a bad car.",
        "Thunder rolled across the valley while the goats went on eating.",
        "What you call a shortcut, my father called a very long lesson.",
        "Both pilots checked the fuel, the weather, and each other's handwriting.",
        "The youngest of the sisters became a judge, a sailor, and a grandmother.",
        "Snow fell so softly that even the dogs forgot to bark.",
        "Give me a minute, a pencil, and the back of an envelope.",
        "Large numbers are easy to write and surprisingly hard to imagine.",
        "Yesterday the printer worked, which made everyone suspicious.",
        "Under the floor they found a box of letters, tied with blue string.",
        "It is possible to be early, polite, and completely wrong.",
        "The path through the forest is shorter, but nobody takes it after dark.",
        "Pack light, walk slowly, and talk to people who are older than you.",
        "A joke travels faster than a warning, and usually further too.",
        "Their boat had no name, so the harbour master gave it a number.",
        "Just before the storm, the sea goes flat and the gulls come inland.",
        "Vegetables taste better when you have carried the water yourself.",
    ),
    "de": (
        "Guten Morgen und herzlich willkommen im kleinsten Museum des Landes.",
        "Ein Leuchtturm ruft nicht, er steht still und leuchtet in der Nacht.",
        "Nehmen Sie die zweite Straße links und folgen Sie dem Duft von Kaffee.",
        "Als das Orchester aufhörte, hörte man nur noch einen Stuhl.",
        "Mein Vater pflanzte im Oktober Knoblauch und erntete ihn im Juli.",
        "Zwischen zwei Hügeln liegt ein Dorf mit drei Uhren und ohne Zeit.",
        "Der Schnee fiel so leise, dass selbst die Hunde nicht mehr bellten.",
        "Bitte behalten Sie Ihre Fahrkarten bis zur nächsten Haltestelle.",
        "Wer früh kommt und höflich ist, kann trotzdem unrecht haben.",
    ),
    "es": (
        "Buenos días y bienvenidos al museo más pequeño de todo el país.",
        "Un faro no salva barcos gritando, se queda quieto y brilla.",
        "Tome la segunda calle a la izquierda y siga el olor del café.",
        "Cuando la orquesta calló, sólo se oyó mover una silla.",
        "Mi padre plantaba ajos en octubre y los recogía en julio.",
        "Entre dos colinas hay un pueblo con tres relojes y sin tiempo.",
        "La nieve caía tan suave que ni los perros ladraban.",
        "Guarden sus billetes, porque el revisor sube en la próxima parada.",
        "Se puede llegar temprano, ser amable y estar equivocado.",
    ),
    "fr": (
        "Bonjour et bienvenue dans le plus petit musée de tout le pays.",
        "Un phare ne sauve pas les bateaux en criant, il reste immobile et brille.",
        "Prenez la deuxième rue à gauche et suivez l'odeur du café.",
        "Quand l'orchestre s'arrêta, on entendit seulement une chaise.",
        "Mon père plantait de l'ail en octobre et le récoltait en juillet.",
        "Entre deux collines se trouve un village avec trois horloges.",
        "La neige tombait si doucement que les chiens oubliaient d'aboyer.",
        "Gardez vos billets, car le contrôleur monte au prochain arrêt.",
        "On peut arriver tôt, rester poli et se tromper complètement.",
    ),
    "it": (
        "Buongiorno e benvenuti nel museo più piccolo di tutto il paese.",
        "Un faro non salva le navi gridando, resta fermo e brilla.",
        "Prenda la seconda strada a sinistra e segua il profumo del caffè.",
        "Quando l'orchestra smise, si sentì soltanto una sedia.",
        "Mio padre piantava l'aglio in ottobre e lo raccoglieva in luglio.",
        "Tra due colline c'è un villaggio con tre orologi e senza tempo.",
        "La neve cadeva così piano che i cani non abbaiavano più.",
        "Conservate i biglietti, perché il controllore sale alla prossima fermata.",
        "Si può arrivare presto, essere gentili e avere torto.",
    ),
}

NUMBERS: tuple[str, ...] = (
    "In 2024 the city planted 1,250 trees along 14 streets.",
    "The train at 10:45 costs $12.50, or $9 with a card.",
    "On July 4th, Dr. Smith ran 26.2 miles in 3 hours.",
    "About 75% of the 300 seats were sold by 1999.",
    "She lives at 221 Baker St. and was born in 1887.",
)
"""Sentences with figures, read out by each voice's own rules; for the report only."""
