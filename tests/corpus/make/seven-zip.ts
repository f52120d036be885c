// 7z archives of one short text. Encryption takes a fresh salt each time, so they are kept here as they were packed.

export const sevenZip = Buffer.from(
  'N3q8ryccAAT3YsWsKwAAAAAAAABSAAAAAAAAAEMXASYBACZtaW51dGVzIG9mIHRoZSBtZWV0aW5nLCBrZXB0IHVuZGVyIGxvY2sAAQQGAAEJKwAHCwEAASEhAQAMJwAICgEWsAvUAAAFARkMAAAAAAAAAAAAAAAAEQ0AYQAuAHQAeAB0AAAAFAoBAFCmGjEtet0BFQYBACCAtoEAAA==',
  'base64',
);

/** The names can be read, the content cannot. */
export const sevenZipLocked = Buffer.from(
  'N3q8ryccAARrhLONMAAAAAAAAABiAAAAAAAAAEkEp7GMMg0ud6n+AvXR60/hNis28bGTWrLgWy0g2gU9mZCepCgpZRXNlU01oFmNssNWTLEBBAYAAQkwAAcLAQACJAbxBwESUw9pzEMBC7KAHUVYehCcaGx3ISEBAAEADCsnAAgKARawC9QAAAUBGQEAEQ0AYQAuAHQAeAB0AAAAFAoBAFCmGjEtet0BFQYBACCAtoEAAA==',
  'base64',
);

/** Not even the names can be read. */
export const sevenZipLockedNames = Buffer.from(
  'N3q8ryccAATi//HPoAAAAAAAAAAuAAAAAAAAANyI1DBKNLhDXyKQ7mk2CTGT8B2N4MfeG38W4cJ7kA5y/EWTu/wMhP1I6/uZaleYi/96CitWvsjlE+uU6nlWnlF25bjeV8sxENPdAFYnVLrWCWGIpCFGwBsP1Ygb2EKozLxK08ag5l/5G0SD6+hITGy/cWBOSd7BX29FMod98081JqchXPRNNxSxbv4FrXVWhP59mLMMuzjki5dmozPOXTtpNXqZFwYwAQlwAAcLAQABJAbxBwESUw8v4XVjUCpdC1uqTqetIq73DGIKAZ7yxDEAAA==',
  'base64',
);
