/** What ours is held against: reads the body, parses it, answers 202, keeps nothing. */
import { createServer } from 'node:http';

const BODY = '{"ok":true}';
const HEADERS = { 'content-type': 'application/json', 'content-length': BODY.length };

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200).end();
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    response.writeHead(202, HEADERS).end(BODY);
  });
});
server.listen(Number(process.env['PORT']), '127.0.0.1');
