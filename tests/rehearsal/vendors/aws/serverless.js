// A serverless API, as guides of AWS and Pulumi write it: an HTTP API and a function's own URL before Lambda, DynamoDB and S3.
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const provider = new aws.Provider("eu", { region: "eu-west-1" });
const options = { provider };

const table = new aws.dynamodb.Table(
    "notes",
    { attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST" },
    options,
);
const uploads = new aws.s3.Bucket("uploads", { forceDestroy: true }, options);

const role = new aws.iam.Role(
    "handler",
    { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }) },
    options,
);
new aws.iam.RolePolicyAttachment(
    "logs",
    { role: role.name, policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" },
    options,
);
new aws.iam.RolePolicyAttachment(
    "tables",
    { role: role.name, policyArn: "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess" },
    options,
);
new aws.iam.RolePolicy(
    "uploads",
    {
        role: role.id,
        policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "*" }],
        }),
    },
    options,
);

const handler = new aws.lambda.Function(
    "handler",
    {
        role: role.arn,
        runtime: "nodejs22.x",
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive({
            "index.js": new pulumi.asset.StringAsset("exports.handler = async () => ({});"),
        }),
        environment: { variables: { TABLE: table.name, UPLOADS: uploads.bucket } },
    },
    options,
);
new aws.lambda.FunctionUrl("url", { functionName: handler.name, authorizationType: "NONE" }, options);
new aws.lambda.Permission(
    "url",
    { action: "lambda:InvokeFunctionUrl", function: handler.name, principal: "*", functionUrlAuthType: "NONE" },
    options,
);

const api = new aws.apigatewayv2.Api("api", { protocolType: "HTTP" }, options);
const integration = new aws.apigatewayv2.Integration(
    "api",
    {
        apiId: api.id,
        integrationType: "AWS_PROXY",
        integrationUri: handler.invokeArn,
        payloadFormatVersion: "2.0",
    },
    options,
);
new aws.apigatewayv2.Route(
    "notes",
    { apiId: api.id, routeKey: "GET /notes", target: pulumi.interpolate`integrations/${integration.id}` },
    options,
);
new aws.apigatewayv2.Stage("default", { apiId: api.id, name: "$default", autoDeploy: true }, options);
new aws.lambda.Permission(
    "api",
    {
        action: "lambda:InvokeFunction",
        function: handler.name,
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
    },
    options,
);
