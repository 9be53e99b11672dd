import { html, type Html } from "../html";

/** The log-in form. `to` is where the person wants to go. */
export const logInForm = (to: string, trouble: string, notice: string): Html => html`
  ${notice !== "" && html`<p role="note">${notice}</p>`}
  ${trouble !== "" && html`<p role="alert">${trouble}</p>`}
  <form method="post" action="/ha-dns/log-in">
    <input type="hidden" name="to" value="${to}" />
    <p>
      <label for="password">Pi-hole's password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        autofocus
      />
    </p>
    <p>
      <label for="code">Code of your two-factor log-in, if you use one</label>
      <input
        id="code"
        name="code"
        inputmode="numeric"
        pattern="[0-9]{6}"
        maxlength="6"
        autocomplete="one-time-code"
      />
    </p>
    <button>Log in</button>
  </form>
`;

export const logOutForm: Html = html`
  <p>On all nodes, for half an hour after the last page that you look at here.</p>
  <form method="post" action="/ha-dns/log-out"><button>Log out</button></form>
`;
