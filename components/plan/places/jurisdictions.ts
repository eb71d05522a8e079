import { countryCodes, countryName } from "./countries";
import { nearestSpelling } from "../config/spelling";

const eu = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split(" ");
const eea = [...eu, "IS", "LI", "NO"];

/**
 * Named groups of countries that law treats as one area. A single country is its own jurisdiction, by its ISO 3166-1 alpha-2 code. A
 * cloud's "Europe" is not `EU`. Territories with a code of their own (`RE`, `AX`, `PR`) are not part of their state: a cell has to list
 * them.
 */
const groups = {
    /** Member states of the European Union: https://european-union.europa.eu/principles-countries-history/eu-countries_en (27 since 2020-02-01). */
    EU: eu,
    /** EU and the EFTA states that joined the Agreement on the European Economic Area (OJ L 1, 3.1.1994, p. 3). */
    EEA: eea,
    /**
     * EEA, and the countries that the Commission's list of 2026-11-25 holds adequate under Art. 45 GDPR without naming
     * a class of receivers: https://commission.europa.eu/law/law-topic/data-protection/international-dimension-data-protection/adequacy-decisions_en.
     * Left out, as partial: Canada (commercial organisations, 2002/2/EC) and the United States (those certified under the
     * Data Privacy Framework, (EU) 2023/1795). Japan's covers business operators, so no public bodies; Korea's leaves out
     * credit information under its Financial Services Commission; Israel's leaves out territories under its
     * administration since June 1967.
     *
     * AD 2010/625/EU, AR 2003/490/EC, BR (EU) 2026/179, CH 2000/518/EC, FO 2010/146/EU, GB (EU) 2021/1772 (extended in
     * December 2025, to 2031-12-27), GG 2003/821/EC, IL 2011/61/EU, IM 2004/411/EC, JE 2008/393/EC, JP (EU) 2019/419,
     * KR (EU) 2022/254, NZ 2013/65/EU, UY 2012/484/EU.
     */
    "EU-ADEQUATE": [...eea, ..."AD AR BR CH FO GB GG IL IM JE JP KR NZ UY".split(" ")],
    /**
     * The United Kingdom, and what it holds adequate without naming a class of receivers: EEA, Gibraltar and the
     * decisions of the Commission up to 2020 (Data Protection Act 2018, Schedule 21, paragraphs 4 and 5), and Korea (SI 2022/1213):
     * https://ico.org.uk/for-organisations/uk-gdpr-guidance-and-resources/international-transfers/, 2026-11-25. Left out,
     * as partial: Canada, Japan (private sector) and the United States (the UK Extension, SI 2023/1028).
     */
    "UK-ADEQUATE": [...eea, ..."GB GI AD AR CH FO GG IL IM JE KR NZ UY".split(" ")],
} as const satisfies Record<string, readonly string[]>;

/** What people write for a country or a group, and ISO does not: the first two are reserved in ISO 3166-1 for what they are used for. */
const synonyms: ReadonlyMap<string, string> = new Map([
    ["UK", "GB"],
    ["EL", "GR"],
    ["USA", "US"],
    ["UAE", "AE"],
    ["ENGLAND", "GB"],
    ["GREAT BRITAIN", "GB"],
    ["HOLLAND", "NL"],
    ["EUROPE", "EU"],
    ["EUROPEAN UNION", "EU"],
]);

/** The named groups, for messages. */
export const jurisdictionGroups: readonly string[] = Object.keys(groups);

/** Whether `name` is a group, or the ISO 3166-1 alpha-2 code of a country. */
export function isJurisdiction(name: string): boolean {
    return isGroup(name) || countryName(name) !== undefined;
}

/** Whether a country lies in a jurisdiction. */
export function covers(jurisdiction: string, country: string): boolean {
    return countriesOf(jurisdiction).includes(country);
}

/** The countries of a jurisdiction; none for what is no jurisdiction. */
export function countriesOf(jurisdiction: string): readonly string[] {
    if (isGroup(jurisdiction)) {
        return groups[jurisdiction];
    }
    return countryName(jurisdiction) === undefined ? [] : [jurisdiction];
}

/** The jurisdiction that was likely meant: `GB` for `UK`, `DE` for `Germany`, `EU` for `eu`. */
export function nearestJurisdiction(written: string): string | undefined {
    const upper = written.trim().toUpperCase();
    const known = isJurisdiction(upper) ? upper : synonyms.get(upper);
    return known ?? nearestSpelling(upper, jurisdictionGroups) ?? countryNamedLike(written);
}

function countryNamedLike(written: string): string | undefined {
    const named = nearestSpelling(
        written,
        countryCodes.map(code => countryName(code)!),
    );
    return countryCodes.find(code => countryName(code) === named);
}

/** By own key: every object also has a `constructor`. */
function isGroup(name: string): name is keyof typeof groups {
    return Object.hasOwn(groups, name);
}
