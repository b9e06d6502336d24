-- Asks ocpanel who somebody is, for forward-auth.apache.conf: goes to /etc/apache2/ocpanel.lua.
-- Yours is the address where the program listens. It needs Debian's lua-socket.
local OCPANEL = "http://127.0.0.1:3000/api/whoami"
-- Seconds without a byte of the answer.
local PATIENCE = 5
local NAMES = { "User", "Email", "Name", "Language", "Accounts", "Permissions" }

local http = require "socket.http"
http.TIMEOUT = PATIENCE

-- Where this function fails Apache answers 500: nobody gets through.
function ask(r)
	local cookies = r.headers_in["Cookie"] or ""
	-- Of all cookies only the session's is needed to ask. The visitor's address stands at the end.
	local before = r.headers_in["X-Forwarded-For"]
	local headers = {
		host = r.headers_in["Host"],
		cookie = (";" .. cookies):match(";%s*(__Host%-ocpanel=[%w_-]+)"),
		["x-forwarded-for"] = (before and before .. ", " or "") .. r.useragent_ip,
	}
	local _, status, told = http.request { url = OCPANEL, method = "HEAD", headers = headers, redirect = false }
	if status == 401 then
		local here = r.unparsed_uri:gsub("[^%w/._~-]", function(byte) return ("%%%02X"):format(byte:byte()) end)
		r.headers_out["Location"] = "/sign-in?next=" .. here
		return 303
	end
	-- ocpanel does not answer, or another program does.
	if status ~= 200 or not told["x-ocpanel-user"] then return 503 end

	-- What a visitor claims in these never gets through, with `_` neither: to many panels that is the same as `-`.
	for name in pairs(r:headers_in_table()) do
		if name:lower():match("^x[-_]ocpanel[-_]") then r.headers_in[name] = nil end
	end
	for _, name in ipairs(NAMES) do
		r.headers_in["X-Ocpanel-" .. name] = told["x-ocpanel-" .. name:lower()] or ""
	end
	-- None of our cookies goes to the panel.
	r.headers_in["Cookie"] = cookies:gsub("__Host%-ocpanel[%w_-]*=[^;]*;?%s*", "")
	return apache2.OK
end
