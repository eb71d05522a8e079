import assert from "node:assert/strict";

import { aws } from "../../../../components/adapters/aws";
import { forecast, madeOf } from "./made";

describe("what the filter before a region's front writes to its logs", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);

    it("is what it has refused, without what says who asked", async () => {
        const written = (await madeOf()).filter(({ kind }) => kind === "WebAclLoggingConfiguration");
        assert.equal(written.length, 2);
        for (const { inputs } of written) {
            const { loggingFilter, redactedFields } = inputs as {
                loggingFilter: { defaultBehavior: string };
                redactedFields: { singleHeader: { name: string } }[];
            };
            assert.deepEqual(redactedFields.map(({ singleHeader }) => singleHeader.name).sort(), [
                "authorization",
                "cookie",
                // By which a principal that may read the log could pass for a gate of the cell.
                "x-meridian-gate",
            ]);
            assert.equal(loggingFilter.defaultBehavior, "DROP");
        }
    });
});

describe("rules of the filter before a region's front", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);

    /** Rules of AWS's common group that a filter counts and does not block by. */
    const countedFor = async (models = forecast().models) => {
        const acls = (await madeOf({ models })).filter(({ kind }) => kind === "WebAcl");
        assert.equal(acls.length, 2);
        const counted = acls.map(({ inputs }) => {
            const rules = inputs.rules as {
                name: string;
                statement: { managedRuleGroupStatement?: { ruleActionOverrides: { name: string }[] } };
            }[];
            const common = rules.find(({ name }) => name === "AWSManagedRulesCommonRuleSet")!;
            return common.statement.managedRuleGroupStatement!.ruleActionOverrides.map(({ name }) => name).sort();
        });
        assert.deepEqual(counted[0], counted[1]);
        return counted[0];
    };

    it("only count matches in texts where any release of the region has its own server, and block by them elsewhere", async () => {
        const [irises, chat] = forecast().models;
        const texts = ["CrossSiteScripting_BODY", "EC2MetaDataSSRF_BODY", "GenericLFI_BODY", "GenericRFI_BODY"];
        assert.deepEqual(await countedFor([irises!, chat!]), [...texts, "SizeRestrictions_BODY"]);
        assert.deepEqual(await countedFor([irises!]), ["SizeRestrictions_BODY"]);
    });
});

describe("the limit of requests of an address before a region's front", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);

    interface Limit {
        readonly action: { readonly block: { readonly customResponse: { readonly responseCode: number } } };
        readonly statement: {
            readonly rateBasedStatement: {
                readonly aggregateKeyType: string;
                readonly evaluationWindowSec: number;
                readonly limit: number;
                readonly scopeDownStatement: Statement;
            };
        };
    }

    /** As far as the rule has any. */
    interface Statement {
        readonly notStatement?: { readonly statement: Statement };
        readonly andStatement?: { readonly statements: readonly Statement[] };
        readonly byteMatchStatement?: { readonly fieldToMatch: Field; readonly searchString: string };
        readonly sizeConstraintStatement?: { readonly fieldToMatch: Field; readonly size: number };
    }

    interface Field {
        readonly singleHeader: { readonly name: string };
    }

    type Headers = Readonly<Record<string, string>>;

    /** As WAF evaluates the statement. */
    const matches = (statement: Statement, headers: Headers): boolean => {
        const { andStatement, byteMatchStatement: bytes, notStatement, sizeConstraintStatement: size } = statement;
        if (notStatement) return !matches(notStatement.statement, headers);
        if (andStatement) return andStatement.statements.every(one => matches(one, headers));
        if (bytes) return headers[bytes.fieldToMatch.singleHeader.name]?.toLowerCase() === bytes.searchString;
        const value = headers[size!.fieldToMatch.singleHeader.name];
        return value !== undefined && value.length > size!.size;
    };

    const limitsOf = async (change: Parameters<typeof madeOf>[0] = {}) => {
        const acls = (await madeOf(change)).filter(({ kind }) => kind === "WebAcl");
        assert.equal(acls.length, 2);
        return acls.map(({ inputs }) => {
            const [rule, ...others] = (inputs.rules as Partial<Limit>[]).filter(
                ({ statement }) => statement !== undefined && "rateBasedStatement" in statement,
            );
            assert.deepEqual(others, []);
            const { action, statement } = rule as Limit;
            const region = /eu-[a-z]+-1/.exec(String(inputs.description))![0];
            return { region, status: action.block.customResponse.responseCode, ...statement.rateBasedStatement };
        });
    };

    it("is of each address in a minute, and answered as limits of gates are", async () => {
        for (const { aggregateKeyType, evaluationWindowSec, status } of await limitsOf()) {
            assert.deepEqual([aggregateKeyType, evaluationWindowSec, status], ["IP", 60, 429]);
        }
    });

    it("is what one gate serves, the peak of the demand where that is higher, or what the config sets", async () => {
        const numbers = async (change: Parameters<typeof madeOf>[0]) => [
            ...new Set((await limitsOf(change)).map(({ limit }) => limit)),
        ];
        const demand = { places: [{ city: "Lisbon" }], rpsPerReplica: 500 };
        assert.deepEqual(await numbers({}), [30_000]);
        assert.deepEqual(await numbers({ demand: { ...demand, peakRps: 10 } }), [30_000]);
        assert.deepEqual(await numbers({ demand: { ...demand, peakRps: 800 } }), [2 * 800 * 60]);
        assert.deepEqual(await numbers({ aws: { requestsPerAddress: 6000 } }), [6000]);
    });

    it("counts all requests but those that gates send each other with a key, under the host of the region", async () => {
        for (const { region, scopeDownStatement } of await limitsOf()) {
            const counts = (headers: Headers) => matches(scopeDownStatement, headers);
            const key = { "x-meridian-gate": "a-key-of-the-cell" };
            const own = { host: `${region}.eu.forecast.example.com` };
            assert.equal(counts({ ...own, ...key }), false, "a spill");
            assert.equal(counts({ host: own.host.toUpperCase(), ...key }), false, "a spill, with the host in capitals");
            assert.equal(counts({ host: "eu.forecast.example.com" }), true, "a client");
            assert.equal(counts({ host: "eu.forecast.example.com", ...key }), true, "a client with a header of gates");
            assert.equal(counts(own), true, "a health check, or a client of the region's own host");
            assert.equal(counts({ ...own, "x-meridian-gate": "" }), true, "an empty key");
        }
    });

    it("is refused where WAF does not accept it, or health checks would come near it", () => {
        for (const requestsPerAddress of [99, 2_000_000_001, 100.5, Number.NaN]) {
            assert.throws(() => aws({ requestsPerAddress }), /requestsPerAddress/);
        }
        assert.doesNotThrow(() => aws({ requestsPerAddress: 100 }));
    });
});
