import { createServer, type IncomingHttpHeaders } from "node:http";

/** What a tool's server was asked. */
export interface Asked {
  headers: IncomingHttpHeaders;
  body: { type: string; data: { tool: string; arguments: Record<string, unknown>; test: boolean } };
}

/** A business's own server that tools ask; it gives each question the same answer. */
export async function toolServer(answer: object): Promise<{ url: string; asked: Asked[]; close: () => Promise<void> }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on("end", () => {
      asked.push({ headers: request.headers, body: JSON.parse(text) as Asked["body"] });
      response.writeHead(200, { "content-type": "application/json", connection: "close" }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}/find-order`,
    asked,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
