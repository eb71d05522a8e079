import type { Behaviour } from "../behaviour";
import { text } from "./forms";
import { numberOf } from "./where";

/** What is asked of Google Cloud without anything being made. */
export const gcpAnswers: Behaviour["answers"] = {
    "gcp:organizations/getProject:getProject": ({ account }, { args }) => {
        const project = text(args.projectId) || account;
        return { id: `projects/${project}`, projectId: project, name: project, number: numberOf(project), labels: {} };
    },
    "gcp:organizations/getClientConfig:getClientConfig": ({ account, region = "" }) => ({
        id: `projects/${account}/regions/${region}`,
        project: account,
        region,
        zone: "",
        accessToken: "a token",
        defaultLabels: {},
    }),
    "gcp:compute/getZones:getZones": ({ account, region = "" }) => ({
        id: `projects/${account}/regions/${region}`,
        project: account,
        region,
        names: ["b", "c", "d"].map(letter => `${region}-${letter}`),
    }),
    "gcp:compute/getNetwork:getNetwork": ({ account }, { args: { name }, things }) => {
        const id = `projects/${account}/global/networks/${text(name)}`;
        if (!things.some(thing => thing.id === id)) throw new Error(`NotFound: there is no network ${id}`);
        return { id, name, project: account, selfLink: `https://www.googleapis.com/compute/v1/${id}` };
    },
    "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": ({ account }) => {
        const emailAddress = `service-${numberOf(account)}@gs-project-accounts.iam.gserviceaccount.com`;
        return { id: emailAddress, project: account, emailAddress, member: `serviceAccount:${emailAddress}` };
    },
};
