/**
 * Named groups of countries that law treats as one area. A single country is its own jurisdiction, by its ISO 3166-1
 * alpha-2 code. A cloud's "Europe" is not `EU`.
 */
const groups = {
    /** Member states of the European Union: https://european-union.europa.eu/principles-countries-history/eu-countries_en (27 since 2020-02-01). */
    EU: "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split(" "),
    /** EU and the EFTA states that joined the Agreement on the European Economic Area (OJ L 1, 3.1.1994, p. 3). */
    EEA: "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split(" "),
} as const satisfies Record<string, readonly string[]>;

/** The named groups, for messages. */
export const jurisdictionGroups: readonly string[] = Object.keys(groups);

/** Whether `name` is a group, or has the form of a country code. */
export function isJurisdiction(name: string): boolean {
    return isGroup(name) || /^[A-Z]{2}$/.test(name);
}

/** Whether a country lies in a jurisdiction. */
export function covers(jurisdiction: string, country: string): boolean {
    return isGroup(jurisdiction)
        ? (groups[jurisdiction] as readonly string[]).includes(country)
        : jurisdiction === country;
}

/** By own key: every object also has a `constructor`. */
function isGroup(name: string): name is keyof typeof groups {
    return Object.hasOwn(groups, name);
}
