-- Asks ocpanel who somebody is, for forward-auth.haproxy.cfg: goes to /etc/haproxy/ocpanel.lua.
-- Yours is the address where the program listens. HAProxy 2.6 or newer.
local OCPANEL = "ipv4@127.0.0.1:3000"
-- Milliseconds without a byte of the answer. HAProxy then asks again, three times at most.
local PATIENCE = 2000
local NAMES = { "user", "email", "name", "language", "accounts", "permissions" }

-- Every line of a header, as one text. HAProxy counts them from 0.
local function all(headers, name, between)
	local values = headers[name]
	return values and table.concat(values, between, 0) or ""
end

-- Sets txn.ocpanel to `somebody`, `nobody` or `unknown`, and the six headers for somebody. Where this script fails nothing is
-- set, and the rules after it refuse.
core.register_action("ocpanel", { "http-req" }, function(txn)
	txn:set_var("txn.ocpanel", "unknown")
	local headers = txn.http:req_get_headers()
	local asked = { host = { all(headers, "host", "") } }
	-- Of all cookies only the session's is needed to ask.
	local session = ("; " .. all(headers, "cookie", "; ")):match(";%s*(__Host%-ocpanel=[%w_-]+)")
	asked.cookie = session and { session } or nil
	-- The visitor's address, at the end.
	local before = all(headers, "x-forwarded-for", ", ")
	asked["x-forwarded-for"] = { (before == "" and "" or before .. ", ") .. txn.f:src() }

	local answer = core.httpclient():head({ url = "http://ocpanel/api/whoami", dst = OCPANEL, headers = asked, timeout = PATIENCE })
	if answer.status == 401 then txn:set_var("txn.ocpanel", "nobody") end
	if answer.status ~= 200 then return end
	for _, name in ipairs(NAMES) do
		local value = answer.headers["x-ocpanel-" .. name]
		-- Another program answers there.
		if not value then return end
		txn.http:req_set_header("x-ocpanel-" .. name, value[0])
	end
	txn:set_var("txn.ocpanel", "somebody")
end)
