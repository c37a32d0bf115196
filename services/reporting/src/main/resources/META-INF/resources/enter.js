// Messages of the past link to /#run-… The login would lose this part of the address, which never reaches the server, so it
// becomes an address of its own. Everything else goes to the login as it is.
const run = /^#run-([0-9a-f-]{36})$/.exec(location.hash);
location.replace(run ? "/runs/" + run[1] : "/report" + location.search);
