/** Where everything of a stack on this machine listens: nothing but this machine reaches it. */
export const loopback = "127.0.0.1";
