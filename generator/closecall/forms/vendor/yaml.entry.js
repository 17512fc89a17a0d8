export { Document, Scalar, parseDocument } from "yaml";
