/** Where all processes of a stack on this machine listen: only this machine reaches it. */
export const loopback = "127.0.0.1";
