import assert from "node:assert/strict";

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
                statement: { managedRuleGroupStatement: { ruleActionOverrides: { name: string }[] } };
            }[];
            const common = rules.find(({ name }) => name === "AWSManagedRulesCommonRuleSet")!;
            return common.statement.managedRuleGroupStatement.ruleActionOverrides.map(({ name }) => name).sort();
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
