/** Of this app, as the server is told. */
export const version = '0.1.0';
