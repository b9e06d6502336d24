"""A panel with Authlib in Flask. Started with the place of its application as JSON in PLACE."""

import json
import os

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
    return ocpanel.logout_redirect(f"{PLACE['url']}/goodbye", hint)


@app.get("/goodbye")
def goodbye():
    ocpanel.validate_logout_response()
    return "Goodbye"


app.run("localhost", PLACE["port"])
