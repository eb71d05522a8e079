// A site from a bucket behind a balancer with a CDN, the way of https://cloud.google.com/cdn/docs/setting-up-cdn-with-bucket and
// https://cloud.google.com/storage/docs/hosting-static-website.
const gcp = require("@pulumi/gcp");

const bucket = new gcp.storage.Bucket("site", {
    location: "EUROPE-WEST3",
    uniformBucketLevelAccess: true,
    forceDestroy: true,
    website: { mainPageSuffix: "index.html", notFoundPage: "404.html" },
});
new gcp.storage.BucketObject("index", {
    bucket: bucket.name,
    name: "index.html",
    content: "<h1>Hello</h1>",
    contentType: "text/html",
});
new gcp.storage.BucketIAMMember("readers", {
    bucket: bucket.name,
    role: "roles/storage.objectViewer",
    member: "allUsers",
});

const address = new gcp.compute.GlobalAddress("site");
const backend = new gcp.compute.BackendBucket("site", { bucketName: bucket.name, enableCdn: true });
const map = new gcp.compute.URLMap("site", { defaultService: backend.selfLink });
const proxy = new gcp.compute.TargetHttpProxy("site", { urlMap: map.selfLink });
new gcp.compute.GlobalForwardingRule("site", {
    target: proxy.selfLink,
    ipAddress: address.address,
    portRange: "80",
    loadBalancingScheme: "EXTERNAL",
});

// The same by TLS, with a certificate of Google's and no policy.
const certificate = new gcp.compute.ManagedSslCertificate("site", { managed: { domains: ["shop.example.com"] } });
const secure = new gcp.compute.TargetHttpsProxy("site", { urlMap: map.selfLink, sslCertificates: [certificate.id] });
new gcp.compute.GlobalForwardingRule("site-tls", {
    target: secure.selfLink,
    ipAddress: address.address,
    portRange: "443",
    loadBalancingScheme: "EXTERNAL",
});
