// These say nothing of their types, and those that others have written are more packages.
declare module "express";
declare module "express-session";
declare module "passport";
declare module "passport-openidconnect";
