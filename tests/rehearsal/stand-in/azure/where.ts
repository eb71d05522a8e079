import { type Behaviour, type Completing, elsewhere } from "../behaviour";
import { isOf, type Kind, type Thing } from "../kind";
import { plain, type Properties, unknown } from "../values";
import { canonical, group, isBelow, isRandom, object, sameId, text } from "./forms";

/** The subscription that is signed in to, where the provider names none. */
const ownSubscription = "11111111-1111-4111-8111-111111111111";
/** Resource groups and what is in them. Not the subscription itself, nor what Azure has in each: roles, policies. */
const reference = /^\/subscriptions\/[^/\s]+\/resourceGroups\/[^/\s]+(\/\S*)?$/i;
const sharedByAll =
    /\/providers\/Microsoft\.Authorization\/(roleDefinitions|policyDefinitions|policySetDefinitions)\//i;
const ofVault = /^https:\/\/[\w-]+\.vault\.azure\.net(\/\S*)?$/i;
/** What is in something from the first: services of an account, built-in roles and the databases of Cosmos DB as its roles name them. */
const given =
    /^((blob|file|queue|table)services\/default|sqlroledefinitions\/00000000-0000-0000-0000-00000000000[12]|dbs\/.+|authorizationrules\/rootmanagesharedaccesskey)$/;
const lock = "azure-native:authorization:ManagementLockByScope";

const trimmed = (text: string) => text.toLowerCase().replace(/\/$/, "");

/** Where things are at Azure, what they are called, and what can name them. */
export const where: Omit<Behaviour, "kinds" | "answers"> = {
    homeOf: config => {
        const { subscriptionId: account = ownSubscription, location } = plain(config) as Partial<
            Record<"subscriptionId" | "location", string>
        >;
        return { account, ...(location !== undefined && { region: canonical(location) }) };
    },
    whereOf: (kind, inputs, { account, region: home }, things) => {
        const region = kind.within ? regionOfWhole(kind, inputs, account, things()) : (locationIn(inputs) ?? home);
        return { account, ...(kind.global || region === undefined || region === "global" ? {} : { region }) };
    },
    completed,
    places: ["location"],
    owners: ["resourceGroupName"],
    // The provider notes which names it made up: only what has one can be there twice.
    goesFirst: olds => olds.__createBeforeDelete !== true,
    isReference: text => (reference.test(text) && !sharedByAll.test(text)) || ofVault.test(text),
    namesOf: ({ id }) => [id],
    isPartOf,
    isIn: (thing, other) => isBelow(thing.id, other.id),
    isInTheWay: (there, made, { name }) => {
        if (there.gone && object(plain(made.inputs.properties)).createMode === "recover") return false;
        const called = ({ inputs }: Thing) => text(inputs[name!.property]);
        return sameId(there.id, made.id) || (name?.everywhere === true && sameId(called(there), called(made)));
    },
    lockOf: (thing, things) =>
        thing.type === lock
            ? undefined
            : things.find(({ inputs, type }) => {
                  const scope = text(inputs.scope);
                  return type === lock && (sameId(scope, thing.id) || isBelow(thing.id, scope));
              }),
    // Another subscription of the tenant may be named, and another region, unless a kind says otherwise.
    outOfReach: (named, from, { kind, path }) => (isOf(path, kind.near) ? elsewhere(named, from).region : undefined),
};

function locationIn(inputs: Properties): string | undefined {
    const location = plain(inputs.location);
    if (typeof location !== "string") return undefined;
    return location === unknown ? unknown : canonical(location);
}

/** Where the nearest thing is that something is in. */
function regionOfWhole(kind: Kind, inputs: Properties, account: string, things: readonly Thing[]): string | undefined {
    const id = kind.id({ account, inputs: plain(inputs) as Properties, hex: () => "", find: () => undefined });
    const wholes = things.filter(thing => isBelow(id, thing.id));
    return wholes.sort((one, other) => other.id.length - one.id.length)[0]?.region;
}

/**
 * As the provider does before it checks: notes that it made up the name, and says a location where the program says none, the provider's
 * or else the resource group's (pulumi/pulumi-azure-native, getDefaultLocation).
 */
function completed(kind: Kind, { asked, named, olds, home, things }: Completing): Properties {
    const { auto, property } = kind.name!;
    const isMadeUp =
        asked[property] === undefined &&
        (olds[property] === undefined ? isRandom(auto) : olds.__createBeforeDelete === true);
    const location = kind.within
        ? undefined
        : (locationIn(asked) ?? locationIn(olds) ?? home.region ?? locationOfGroup(asked, home.account, things()));
    return {
        ...named,
        ...(location !== undefined && { location }),
        ...(isMadeUp && { __createBeforeDelete: true }),
    };
}

function locationOfGroup(inputs: Properties, account: string, things: readonly Thing[]): string | undefined {
    const name = plain(inputs.resourceGroupName);
    if (name === unknown) return unknown;
    const id = `/subscriptions/${account}/resourceGroups/${text(name)}`;
    return things.find(thing => thing.type === group && sameId(thing.id, id))?.region;
}

/** The thing itself, whatever case its id is written in; what its inputs have in lists of named objects; a vault's keys by their URLs. */
function isPartOf(asked: string, { id, inputs }: Thing): boolean {
    const wanted = trimmed(asked);
    const whole = id.toLowerCase();
    if (wanted === whole) return true;
    const [, name, rest = ""] = /\/microsoft\.keyvault\/vaults\/([^/]+)(\/(?:keys|secrets)\/[^/]+)?$/.exec(whole) ?? [];
    if (name !== undefined) {
        const url = `https://${name}.vault.azure.net${rest}`;
        return wanted === url || (rest !== "" && wanted.startsWith(`${url}/`));
    }
    if (!wanted.startsWith(`${whole}/`)) return false;
    const below = wanted.slice(whole.length + 1);
    const [list, item] = below.split("/");
    const [, items] = Object.entries(inputs).find(([key]) => key.toLowerCase() === list) ?? [];
    const has = Array.isArray(items) && items.some(each => text(object(each).name).toLowerCase() === item);
    return has || given.test(below);
}
