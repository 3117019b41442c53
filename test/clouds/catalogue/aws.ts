import { awsCompute } from "./aws/compute";
import { awsNetwork } from "./aws/network";
import { readCatalogue } from "./shape";

export const awsCatalogue = readCatalogue({ ...awsNetwork, ...awsCompute });
