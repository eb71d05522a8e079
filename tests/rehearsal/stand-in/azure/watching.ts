import type { Kind } from "../kind";
import { extension, guid, identity, input, part, regional, sameId, text, worldwide } from "./forms";

const systemTopic = "azure-native:eventgrid:SystemTopic";

/** What watches, tells, and keeps account. */
export const watching: Readonly<Record<string, Kind>> = {
    "azure-native:operationalinsights:Workspace": regional("Microsoft.OperationalInsights/workspaces/{workspaceName}", {
        called: /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
        outputs: { customerId: guid },
        adds: identity,
    }),
    "azure-native:applicationinsights:Component": regional("Microsoft.Insights/components/{resourceName}", {
        called: /^[^%&\\?/]{0,254}[^%&\\?/. ]$/,
        required: ["applicationType", "kind"],
        outputs: {
            appId: guid,
            instrumentationKey: guid,
            connectionString: made =>
                `InstrumentationKey=${guid(made)};IngestionEndpoint=https://${made.region ?? ""}-1.in.applicationinsights.azure.com/`,
        },
    }),
    "azure-native:monitor:DiagnosticSetting": extension("resourceUri", "Microsoft.Insights/diagnosticSettings/{name}", {
        // https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings: those that keep files or streams are near.
        near: ["storageAccountId", "eventHubAuthorizationRuleId"],
        refuses: ({ inputs }) =>
            ["workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId"].every(
                property => inputs[property] === undefined,
            )
                ? "there is nothing that it sends to"
                : undefined,
    }),
    "azure-native:monitor:ActionGroup": regional("Microsoft.Insights/actionGroups/{actionGroupName}", {
        required: ["enabled", "groupShortName"],
        refuses: ({ inputs }) =>
            text(inputs.groupShortName).length > 12
                ? `groupShortName: '${text(inputs.groupShortName)}' has more than 12 characters`
                : undefined,
    }),
    "azure-native:monitor:MetricAlert": worldwide("Microsoft.Insights/metricAlerts/{ruleName}", {
        required: ["criteria", "enabled", "evaluationFrequency", "scopes", "severity", "windowSize"],
    }),
    [systemTopic]: regional("Microsoft.EventGrid/systemTopics/{systemTopicName}", {
        called: /^[A-Za-z0-9-]{3,128}$/,
        fixed: ["source", "topicType"],
        // It is where its source is.
        near: ["source"],
        outputs: { metricResourceId: guid },
        adds: identity,
        refuses: ({ inputs, things }) => {
            const same = things.find(
                thing => thing.type === systemTopic && sameId(text(thing.inputs.source), text(inputs.source)),
            );
            return same && `source: ${same.id} is its topic already`;
        },
    }),
    "azure-native:eventgrid:SystemTopicEventSubscription": part(
        "Microsoft.EventGrid/systemTopics/{systemTopicName}/eventSubscriptions/{eventSubscriptionName}",
        { of: { systemTopicName: systemTopic }, called: /^[A-Za-z0-9-]{3,64}$/ },
    ),
    "azure-native:eventgrid:Topic": regional("Microsoft.EventGrid/topics/{topicName}", {
        called: /^[A-Za-z0-9-]{3,50}$/,
        outputs: {
            endpoint: made =>
                `https://${input("topicName")(made)}.${made.region ?? ""}-1.eventgrid.azure.net/api/events`,
        },
        adds: identity,
    }),
    "azure-native:consumption:Budget": extension("scope", "Microsoft.Consumption/budgets/{budgetName}", {
        called: /^[\w-]{1,63}$/,
        required: ["amount", "category", "timeGrain", "timePeriod"],
        once: ["timePeriod.startDate", "timeGrain"],
    }),
};
