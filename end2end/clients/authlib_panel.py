"""A panel with Authlib in Flask. Started with the place of its application as JSON in PLACE."""

import json
import os
from urllib.parse import urlencode

from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, session

PLACE = json.loads(os.environ["PLACE"])

app = Flask(__name__)
app.secret_key = "only for this test"
oauth = OAuth(app)
ocpanel = oauth.register(
    "ocpanel",
    server_metadata_url=f"{PLACE['issuer']}/.well-known/openid-configuration",
    client_id=PLACE["id"],
    client_secret=PLACE["secret"],
    client_kwargs={"scope": "openid profile email accounts"},
)


@app.get("/")
def begin():
    return ocpanel.authorize_redirect(f"{PLACE['url']}/callback")


@app.get("/callback")
def callback():
    token = ocpanel.authorize_access_token()
    session["claims"], session["id_token"] = token["userinfo"], token["id_token"]
    return redirect("/who")


@app.get("/who")
def who():
    claims = session.get("claims")
    if not claims:
        return {}, 401
    return {"sub": claims["sub"], "email": claims["email"], "name": claims["name"], "roles": claims["account_roles"]}


@app.get("/leave")
def leave():
    hint = session.pop("id_token")
    session.clear()
    question = {"id_token_hint": hint, "post_logout_redirect_uri": f"{PLACE['url']}/goodbye"}
    return redirect(f"{ocpanel.load_server_metadata()['end_session_endpoint']}?{urlencode(question)}")


@app.get("/goodbye")
def goodbye():
    return "Goodbye"


app.run("localhost", PLACE["port"])
