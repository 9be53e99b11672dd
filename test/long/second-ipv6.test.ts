import { twoNodes } from "../integration/second/two-nodes";

// The same as the integration test does over IPv4.
twoNodes(6);
