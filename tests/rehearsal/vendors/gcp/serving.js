// A model behind Cloud Run, the way of https://cloud.google.com/run/docs/deploying, https://cloud.google.com/run/docs/authenticating/public and
// https://cloud.google.com/run/docs/configuring/services/secrets: images, an account, a secret, a service that is public.
const gcp = require("@pulumi/gcp");
const pulumi = require("@pulumi/pulumi");

const location = "europe-west3";

const run = new gcp.projects.Service("run", { service: "run.googleapis.com" });

const images = new gcp.artifactregistry.Repository("images", {
    location,
    repositoryId: "models",
    format: "DOCKER",
});

const account = new gcp.serviceaccount.Account("scorer", {
    accountId: "scorer",
    displayName: "Runs the scorer",
});

const token = new gcp.secretmanager.Secret("token", {
    secretId: "upstream-token",
    replication: { auto: {} },
});
new gcp.secretmanager.SecretVersion("token", { secret: token.id, secretData: "of-the-rehearsal" });
new gcp.secretmanager.SecretIamMember("token", {
    secretId: token.id,
    role: "roles/secretmanager.secretAccessor",
    member: pulumi.interpolate`serviceAccount:${account.email}`,
});

const uploads = new gcp.storage.Bucket("uploads", { location: "EU", uniformBucketLevelAccess: true });
new gcp.projects.IAMMember("storage", {
    project: "rehearsal-project",
    role: "roles/storage.objectAdmin",
    member: pulumi.interpolate`serviceAccount:${account.email}`,
});

const service = new gcp.cloudrunv2.Service(
    "scorer",
    {
        location,
        deletionProtection: false,
        ingress: "INGRESS_TRAFFIC_ALL",
        template: {
            serviceAccount: account.email,
            containers: [
                {
                    image: pulumi.interpolate`${location}-docker.pkg.dev/${images.project}/${images.repositoryId}/scorer`,
                    envs: [{ name: "UPLOADS", value: uploads.name }],
                },
            ],
        },
    },
    { dependsOn: [run] },
);
new gcp.cloudrunv2.ServiceIamMember("public", {
    location,
    name: service.name,
    role: "roles/run.invoker",
    member: "allUsers",
});

exports.url = service.uri;
