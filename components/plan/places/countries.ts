import table from "./tables/countries.json";

const names: ReadonlyMap<string, string> = new Map(Object.entries(table.countries));

/** Every country and territory with a code in ISO 3166-1, by that code. */
export const countryCodes: readonly string[] = [...names.keys()];

/** The English name of a country, for messages; `undefined` for what is no code of ISO 3166-1 alpha-2, as `UK`. */
export function countryName(code: string): string | undefined {
    return names.get(code);
}
