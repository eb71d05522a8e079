// Containers behind a balancer, as guides of AWS and Pulumi write them: Fargate in public subnets, an HTTP listener, Postgres.
const aws = require("@pulumi/aws");

const provider = new aws.Provider("us", { region: "us-east-1" });
const options = { provider };

const vpc = new aws.ec2.Vpc("app", { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true }, options);
const gateway = new aws.ec2.InternetGateway("app", { vpcId: vpc.id }, options);
const routes = new aws.ec2.RouteTable(
    "public",
    { vpcId: vpc.id, routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }] },
    options,
);
const subnets = ["us-east-1a", "us-east-1b"].map((availabilityZone, i) => {
    const name = `public-${i + 1}`;
    const subnet = new aws.ec2.Subnet(
        name,
        { vpcId: vpc.id, cidrBlock: `10.0.${i}.0/24`, availabilityZone, mapPublicIpOnLaunch: true },
        options,
    );
    new aws.ec2.RouteTableAssociation(name, { subnetId: subnet.id, routeTableId: routes.id }, options);
    return subnet;
});

const everything = [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }];
const web = new aws.ec2.SecurityGroup(
    "web",
    {
        vpcId: vpc.id,
        ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }],
        egress: everything,
    },
    options,
);
const data = new aws.ec2.SecurityGroup(
    "data",
    {
        vpcId: vpc.id,
        ingress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432, securityGroups: [web.id] }],
        egress: everything,
    },
    options,
);

const balancer = new aws.lb.LoadBalancer(
    "app",
    { loadBalancerType: "application", subnets: subnets.map(({ id }) => id), securityGroups: [web.id] },
    options,
);
const targets = new aws.lb.TargetGroup("app", { port: 80, protocol: "HTTP", targetType: "ip", vpcId: vpc.id }, options);
const listener = new aws.lb.Listener(
    "app",
    {
        loadBalancerArn: balancer.arn,
        port: 80,
        protocol: "HTTP",
        defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    },
    options,
);

const group = new aws.rds.SubnetGroup("data", { subnetIds: subnets.map(({ id }) => id) }, options);
const database = new aws.rds.Instance(
    "data",
    {
        engine: "postgres",
        engineVersion: "17",
        instanceClass: "db.t4g.micro",
        allocatedStorage: 20,
        dbName: "app",
        username: "app",
        manageMasterUserPassword: true,
        dbSubnetGroupName: group.name,
        vpcSecurityGroupIds: [data.id],
        publiclyAccessible: true,
        skipFinalSnapshot: true,
    },
    options,
);

const role = new aws.iam.Role(
    "task",
    {
        assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ecs-tasks.amazonaws.com" }),
        managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"],
    },
    options,
);
const logs = new aws.cloudwatch.LogGroup("app", {}, options);
const cluster = new aws.ecs.Cluster("app", {}, options);
const task = new aws.ecs.TaskDefinition(
    "app",
    {
        family: "app",
        cpu: "256",
        memory: "512",
        networkMode: "awsvpc",
        requiresCompatibilities: ["FARGATE"],
        executionRoleArn: role.arn,
        containerDefinitions: database.address.apply(host =>
            JSON.stringify([{ name: "app", image: "nginx", environment: [{ name: "HOST", value: host }] }]),
        ),
    },
    options,
);
new aws.ecs.Service(
    "app",
    {
        cluster: cluster.arn,
        launchType: "FARGATE",
        desiredCount: 2,
        taskDefinition: task.arn,
        networkConfiguration: { assignPublicIp: true, subnets: subnets.map(({ id }) => id), securityGroups: [web.id] },
        loadBalancers: [{ targetGroupArn: targets.arn, containerName: "app", containerPort: 80 }],
    },
    { ...options, dependsOn: [listener, logs] },
);
