# Gewicht des alten Mittelwerts


def anteil_alt(decay, t):
    """am Anfang folgt der Mittelwert schneller"""
    return decay * (1 + t) / (10 + t)


def mische(alt, neu, d):
    return d * alt + (1 - d) * neu
