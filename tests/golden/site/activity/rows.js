window.closecallRows = {"columns":
	[["Activity","link"],["Period","text"],["Service","text"],["What is counted","text"],["How many","number"],["Unit","text"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["measure","What is counted",
	[["occupied-bed-days","Occupied bed days"]]],["month","Month",
	[["2026-03","March 2026"]]]],"rows":
	[[["ac-bed-days-2026q1","../activity/ac-bed-days-2026q1/index.html"],"1 January 2026 to 31 March 2026","Rosewood House","Occupied bed days",1053,"bed days",[0,0,0]]]};
