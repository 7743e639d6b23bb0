// A certified OpenID provider that logs in whoever POST /control named, without asking.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [port, redirectUri, postLogoutUri] = process.argv.slice(2);
// The tests hold the other end: when they are gone, so is this.
process.stdin.on("end", () => process.exit()).resume();
const issuer = `http://127.0.0.1:${port}`;
let person = { sub: "nobody" };

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "wachtlijst",
      client_secret: "a secret of the tests",
      require_auth_time: true,
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [postLogoutUri],
    },
  ],
  acrValues: ["urn:test:two", "urn:test:one"],
  claims: { openid: ["sub", "acr", "amr"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["only for tests"] },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
});

async function interact(req, res) {
  const { params, prompt, grantId } = await provider.interactionDetails(req, res);
  if (person.error) {
    return provider.interactionFinished(req, res, { error: person.error });
  }
  if (prompt.name === "login") {
    const { sub, acr, amr } = person;
    return provider.interactionFinished(req, res, { login: { accountId: sub, acr, amr } });
  }
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: person.sub, clientId: params.client_id });
  grant.addOIDCScope("openid");
  return provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } });
}

const serve = provider.callback();
createServer((req, res) => {
  if (req.url === "/control") {
    let body = "";
    req.on("data", (part) => (body += part));
    req.on("end", () => {
      person = JSON.parse(body);
      res.end();
    });
  } else if (req.url.startsWith("/interaction/")) {
    interact(req, res).catch((error) => {
      res.statusCode = 500;
      res.end(String(error));
    });
  } else {
    serve(req, res);
  }
}).listen(Number(port), "127.0.0.1");
